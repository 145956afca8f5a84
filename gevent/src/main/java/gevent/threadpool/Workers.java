package gevent.threadpool;

import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Threads that start only when none is idle, up to a maximum; beyond that, work queues. The JDK's class can do only one
 * of the two: it starts threads before it looks for idle ones, or after its queue is full. Here the queue reports that
 * it is full when no thread waits for work. Work that is then refused, because all threads are busy, is queued after
 * all.
 */
class Workers extends ThreadPoolExecutor {
    Workers(int maximum, long idleNanos, ThreadFactory factory) {
        super(1, maximum, idleNanos, TimeUnit.NANOSECONDS, new Handover(), factory, Workers::queue);
        allowCoreThreadTimeOut(true);
    }

    private static final class Handover extends LinkedTransferQueue<Runnable> {
        @Override
        public boolean offer(Runnable work) {
            return tryTransfer(work);
        }
    }

    /** Starts threads for queued work, after the maximum was raised. */
    void startQueued() {
        // Only a raised core size does it.
        setCorePoolSize(getMaximumPoolSize());
        setCorePoolSize(1);
    }

    private static void queue(Runnable work, ThreadPoolExecutor threads) {
        if (!threads.isShutdown()) {
            ((Handover) threads.getQueue()).put(work);
            // Meanwhile the last thread may have ended, or the pool been shut down, which must then be noticed.
            threads.prestartCoreThread();
            if (!threads.isShutdown() || !threads.remove(work)) {
                return;
            }
        }
        throw new RejectedExecutionException("The pool was shut down");
    }
}
