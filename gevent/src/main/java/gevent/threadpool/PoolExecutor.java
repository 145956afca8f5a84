package gevent.threadpool;

import gevent.event.Event;
import gevent.pool.WaitingExecutor;
import java.util.List;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A {@link ThreadPool} as the JDK's libraries want one: who hands over too much waits, as a greenlet does. */
final class PoolExecutor extends WaitingExecutor {
    private final ThreadPool pool;
    private final ThreadPoolExecutor threads;
    private final Event terminated;

    PoolExecutor(ThreadPool pool, ThreadPoolExecutor threads, Event terminated) {
        this.pool = pool;
        this.threads = threads;
        this.terminated = terminated;
    }

    @Override
    public void execute(Runnable work) {
        pool.spawn(work::run);
    }

    @Override
    public void shutdown() {
        threads.shutdown();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> dropped = threads.shutdownNow();
        dropped.forEach(task -> ((ThreadPool.Task<?>) task).drop());
        return dropped;
    }

    @Override
    public boolean isShutdown() {
        return threads.isShutdown();
    }

    @Override
    public boolean isTerminated() {
        return terminated.isSet();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return await(terminated, timeout, unit);
    }
}
