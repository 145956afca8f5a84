package gevent.threadpool;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A {@link ThreadPool} as the JDK's libraries want one: who hands over too much waits, as a greenlet does. */
final class PoolExecutor extends AbstractExecutorService {
    private final ThreadPool pool;
    private final ThreadPoolExecutor threads;

    PoolExecutor(ThreadPool pool, ThreadPoolExecutor threads) {
        this.pool = pool;
        this.threads = threads;
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
        return threads.isTerminated();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        long deadline = System.nanoTime() + unit.toNanos(timeout);
        // By the hub as long as there is work; what is left is a matter of moments.
        return pool.join(Duration.ofNanos(Math.max(0, unit.toNanos(timeout))))
                && threads.awaitTermination(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
