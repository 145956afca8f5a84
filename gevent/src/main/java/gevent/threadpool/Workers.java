package gevent.threadpool;

import gevent.hub.PinnedLock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * Threads that start only when none is idle, up to a maximum; beyond that, work queues. Idle threads end after a time.
 *
 * <pre>
 *   taking work --- finds none ---&gt; idle --- time is up, or too many threads ---&gt; ended
 *    ^   |                           |
 *    |   +---- runs it ----+         |
 *    +---------------------+---------+ signal
 * </pre>
 * The JDK's {@code ThreadPoolExecutor} guards its threads and its queue by plain locks, for which a greenlet would
 * queue and main would then block. Any thread.
 */
final class Workers {
    private final PinnedLock lock = new PinnedLock();
    private final Condition changed = lock.newCondition();           // work has come, or a thread must end
    private final ArrayDeque<Runnable> queue = new ArrayDeque<>();   // guarded by lock
    private final Set<Thread> busy = new HashSet<>();                // run work now; guarded by lock
    private final ThreadFactory factory;
    private final Runnable atEnd;
    private final long idleNanos;
    private int maximum;            // guarded by lock
    private int threads;            // started, or about to be; guarded by lock
    private int idle;               // those without work; guarded by lock
    private boolean shutDown;       // guarded by lock
    private boolean over;           // the end was noticed; guarded by lock

    /**
     * Prepares threads; starts none.
     *
     * @param maximum the most threads, one or more
     * @param idleNanos nanoseconds after which an idle thread ends
     * @param atEnd called once, when no thread is left after a shutdown
     */
    Workers(int maximum, long idleNanos, ThreadFactory factory, Runnable atEnd) {
        this.maximum = maximum;
        this.idleNanos = idleNanos;
        this.factory = factory;
        this.atEnd = atEnd;
    }

    /**
     * Runs {@code work} on one of the threads.
     *
     * @throws RejectedExecutionException after a shutdown
     */
    void execute(Runnable work) {
        try (PinnedLock _ = lock.hold()) {
            if (shutDown) {
                throw new RejectedExecutionException("The pool was shut down");
            }
            queue.add(work);
            changed.signal();
        }
        try {
            startThreads();
        } catch (Throwable noThread) {
            // Another thread may have taken it nevertheless.
            if (takeBack(work)) {
                throw noThread;
            }
        }
    }

    private boolean takeBack(Runnable work) {
        try (PinnedLock _ = lock.hold()) {
            return queue.remove(work);
        }
    }

    /** Starts threads for the work that no idle thread will take. */
    private void startThreads() {
        while (mayStart()) {
            try {
                factory.newThread(this::run).start();
            } catch (Throwable notStarted) {
                try (PinnedLock _ = lock.hold()) {
                    threads--;
                    idle--;
                }
                throw notStarted;
            }
        }
    }

    private boolean mayStart() {
        try (PinnedLock _ = lock.hold()) {
            boolean may = queue.size() > idle && threads < maximum;
            if (may) {
                threads++;
                idle++;
            }
            return may;
        }
    }

    // ---- on the threads

    private void run() {
        Thread self = Thread.currentThread();
        for (Runnable work; (work = take(self)) != null; ) {
            try {
                work.run();
            } catch (Throwable t) {
                self.getUncaughtExceptionHandler().uncaughtException(self, t);
            }
        }
        if (isOver()) {
            atEnd.run();
        }
    }

    /** The next work; null if this thread has to end, and does not count any more. */
    private @Nullable Runnable take(Thread self) {
        try (PinnedLock _ = lock.hold()) {
            idle += busy.remove(self) ? 1 : 0;
            for (long left = idleNanos; queue.isEmpty() && !shutDown && threads <= maximum && left > 0; ) {
                left = awaitChange(left);
            }
            idle--;
            Runnable next = threads > maximum && !shutDown ? null : queue.poll();
            if (next == null) {
                threads--;
                changed.signal();       // another thread gets the work that this one was woken for
            } else {
                busy.add(self);
                Thread.interrupted();   // it was for the work before
            }
            return next;
        }
    }

    private long awaitChange(long nanos) {
        try {
            return changed.awaitNanos(nanos);
        } catch (InterruptedException shutDownNow) {
            return nanos;
        }
    }

    /** Whether no thread is left after a shutdown; true once. */
    private boolean isOver() {
        try (PinnedLock _ = lock.hold()) {
            boolean becomesOver = shutDown && threads == 0 && queue.isEmpty() && !over;
            over |= becomesOver;
            return becomesOver;
        }
    }

    // ---- size and end

    /** The number of threads. */
    int size() {
        try (PinnedLock _ = lock.hold()) {
            return threads;
        }
    }

    /** The number of threads that have no work. */
    int idle() {
        try (PinnedLock _ = lock.hold()) {
            return idle;
        }
    }

    /** Changes the most threads; starts threads for what is queued, and ends surplus threads when they are idle. */
    void setMaximum(int newMaximum) {
        try (PinnedLock _ = lock.hold()) {
            maximum = newMaximum;
            changed.signalAll();
        }
        startThreads();
    }

    /** Takes no more work; what is queued still runs. */
    void shutdown() {
        end(false);
    }

    /** Takes no more work, interrupts what runs, and returns what will never run. */
    List<Runnable> shutdownNow() {
        return end(true);
    }

    private List<Runnable> end(boolean now) {
        List<Runnable> dropped = new ArrayList<>();
        List<Thread> interrupted = new ArrayList<>();
        try (PinnedLock _ = lock.hold()) {
            shutDown = true;
            if (now) {
                dropped.addAll(queue);
                queue.clear();
                interrupted.addAll(busy);
            }
            changed.signalAll();
        }
        interrupted.forEach(Thread::interrupt);
        if (isOver()) {
            atEnd.run();
        }
        return dropped;
    }
}
