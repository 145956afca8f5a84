package gevent.threadpool;

import gevent.Action;
import gevent.Function1;
import gevent.Function2;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.internal.ServiceThread;
import gevent.lock.Semaphore;
import gevent.pool.ExecutorView;
import gevent.pool.Results;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs work that computes for long, or that blocks where no greenlet can wait, on its own threads, while the calling
 * greenlet waits.
 *
 * <pre>{@code
 * try (ThreadPool pool = new ThreadPool(4)) {
 *     byte[] hash = pool.apply(() -> digest(file));           // other greenlets run meanwhile
 *     List<byte[]> hashes = pool.map(this::digest, files);    // four at a time
 * }
 * }</pre>
 *
 * <p>Threads start when they are needed, and end after an idle time. A caller that submits more than one task beyond
 * the running ones waits. A failure is kept for the result, and reported. Thread-safe. gevent:
 * {@code gevent.threadpool.ThreadPool}.
 */
public final class ThreadPool implements AutoCloseable {
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final AtomicInteger POOLS = new AtomicInteger();

    /** The pool that the current thread belongs to. */
    private static final ThreadLocal<ThreadPool> CURRENT = new ThreadLocal<>();

    private final PinnedLock lock = new PinnedLock();
    private final Workers threads;
    private final Semaphore room;
    private final Calls calls = new Calls(this);
    private final Event done = new Event();
    private final Event terminated = new Event();
    private int maxsize;                // guarded by lock
    private final AtomicInteger unfinished = new AtomicInteger();   // changed under lock

    /**
     * Creates a pool.
     *
     * @param maxsize the most threads it may have, one or more
     */
    public ThreadPool(int maxsize) {
        this(maxsize, IDLE);
    }

    /**
     * Creates a pool.
     *
     * @param maxsize the most threads it may have, one or more
     * @param idle idle time after which a thread ends
     */
    public ThreadPool(int maxsize, Duration idle) {
        this("gevent-pool-" + POOLS.incrementAndGet() + "-", maxsize, idle);
    }

    /** As {@link #ThreadPool(int, Duration)}, in seconds. */
    public ThreadPool(int maxsize, double idle) {
        this(maxsize, Loop.duration(idle));
    }

    ThreadPool(String name, int maxsize) {
        this(name, maxsize, IDLE);
    }

    private ThreadPool(String name, int maxsize, Duration idle) {
        checkMaxsize(maxsize);
        long idleNanos = Math.max(1, Loop.nanos(idle, "idle"));
        AtomicInteger made = new AtomicInteger();
        this.maxsize = maxsize;
        this.threads = new Workers(maxsize, idleNanos, work -> new ServiceThread(name + made.incrementAndGet(),
                () -> unfinished.get() > 0, true, () -> runAndCloseHub(work)), terminated::set);
        this.room = new Semaphore(maxsize == Integer.MAX_VALUE ? maxsize : maxsize + 1);
        done.set();
    }

    /** Runs {@code work}, then closes the hub that the work may have made for its thread, for example by sleeping. */
    private static void runAndCloseHub(Runnable work) {
        try {
            work.run();
        } finally {
            Hub hub = Hub.getIfExists();
            if (hub != null) {
                hub.close();
            }
        }
    }

    private static void checkMaxsize(int maxsize) {
        if (maxsize < 1) {
            throw new IllegalArgumentException("maxsize: " + maxsize + " is less than one");
        }
    }

    // ---- work

    /**
     * Runs {@code body} on a thread of the pool. Waits while too many tasks are submitted.
     *
     * @param body runs on a platform thread, and may block
     * @return receives the result
     * @throws RejectedExecutionException if the pool was closed
     */
    public <V extends @Nullable Object> AsyncResult<V> spawn(Callable<V> body) {
        return submit(body, true);
    }

    /** Runs {@code body} on a thread of the pool. A failure is kept for the result, but not reported. */
    public <V extends @Nullable Object> AsyncResult<V> spawnQuietly(Callable<V> body) {
        return submit(body, false);
    }

    private <V extends @Nullable Object> AsyncResult<V> submit(Callable<V> body, boolean reported) {
        Objects.requireNonNull(body, "body");
        try (KeepAlive _ = KeepAlive.here()) {
            room.acquire();
        }
        return execute(new Task<>(body, reported));
    }

    /** Starts a task of an executor, without waiting for room: the room may then be overdrawn for a while. */
    private AsyncResult<@Nullable Void> submitTask(Runnable task) {
        room.add(-1);
        return execute(new Task<>(new ViewTask(task), true));
    }

    private <V extends @Nullable Object> AsyncResult<V> execute(Task<V> task) {
        begin();
        try {
            threads.execute(task);
        } catch (Throwable notTaken) {
            // The pool was closed, or there is no memory for a thread.
            room.release();
            task.end();
            throw notTaken;
        }
        return task.result;
    }

    /** Runs a body without a result on a thread of the pool. */
    public AsyncResult<@Nullable Void> spawn(Action body) {
        return spawn(body.asCallable());
    }

    /** One body on its way through the pool. */
    final class Task<V extends @Nullable Object> implements Runnable {
        private final Callable<V> body;
        private final boolean reported;                                 // whether a failure is reported
        private final AsyncResult<V> result = new AsyncResult<>();
        private final @Nullable Hub hub = Hub.getIfExists();            // hub of the greenlets that may wait for it
        private final @Nullable KeepAlive underWay = hub == null ? null : hub.keepAlive();

        private Task(Callable<V> body, boolean reported) {
            this.body = body;
            this.reported = reported;
        }

        @SuppressWarnings("NullAway")       // a result is null only if V may be
        @Override
        public void run() {
            V value = null;
            Throwable failure = null;
            CURRENT.set(ThreadPool.this);
            try {
                value = body.call();
            } catch (Throwable t) {
                failure = t;
            } finally {
                CURRENT.remove();
            }
            // First, so that a greenlet that gets the result has room for more.
            room.release();
            if (failure == null) {
                result.set(value);
            } else {
                fail(failure);
            }
            end();
        }

        private void fail(Throwable t) {
            result.setException(t);
            if (reported && hub != null) {
                hub.handleError(body, t);
            }
        }

        /** Called when the task will never run. */
        void drop() {
            room.release();
            result.setException(new CancellationException("The pool was shut down"));
            end();
        }

        private void end() {
            // Before joiners are woken: a joiner may check whether anything is left.
            if (underWay != null) {
                underWay.close();
            }
            try (PinnedLock _ = lock.hold()) {
                if (unfinished.decrementAndGet() == 0) {
                    done.set();
                }
            }
        }
    }

    private void begin() {
        try (PinnedLock _ = lock.hold()) {
            unfinished.incrementAndGet();
            done.clear();
        }
    }

    /**
     * Runs {@code body} on a thread of the pool and waits for its result. On a thread of the pool, {@code body} runs
     * directly on that thread. A failure is thrown here, and not reported as well. A greenlet that is killed while it
     * waits leaves at once; the body runs on.
     */
    public <V extends @Nullable Object> V apply(Callable<V> body) {
        if (!isCurrent()) {
            return spawnQuietly(body).get();
        }
        // A pool thread that waited for another pool thread could wait for ever.
        return here(body).get();
    }

    private static <V extends @Nullable Object> AsyncResult<V> here(Callable<V> body) {
        AsyncResult<V> result = new AsyncResult<>();
        try {
            result.set(body.call());
        } catch (Throwable t) {
            result.setException(t);
        }
        return result;
    }

    /**
     * Applies {@code function} to all things, and throws the first failure. On a thread of the pool, all things are
     * done one after another on that thread, which could otherwise wait for itself.
     *
     * @return the results, in the order of the things
     */
    public <A, V extends @Nullable Object> List<V> map(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things) {
        List<AsyncResult<V>> results = new ArrayList<>();
        for (A thing : things) {
            results.add(isCurrent() ? here(() -> function.call(thing)) : spawn(() -> function.call(thing)));
        }
        return results.stream().map(AsyncResult::get).toList();
    }

    /**
     * Runs {@code body} on a thread of the pool. Never waits, not even for room.
     *
     * @param callback called with the result, if there is one, in its own greenlet; null for none
     * @return the greenlet that waits for the result
     */
    public <V extends @Nullable Object> Greenlet<V> applyAsync(
            Callable<V> body, @Nullable Consumer<? super V> callback) {
        return calls.applyAsync(body, callback);
    }

    /** As {@link #map}, in a greenlet whose result is the list. */
    public <A, V extends @Nullable Object> Greenlet<List<V>> mapAsync(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things) {
        return calls.mapAsync(function, things);
    }

    /** Applies {@code function} to all things. The results come one by one, in the order of the things. */
    public <A, V extends @Nullable Object> Results<V> imap(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things) {
        return calls.imap(function, things);
    }

    /** Applies {@code function} to all things. The results come one by one, as they are ready. */
    public <A, V extends @Nullable Object> Results<V> imapUnordered(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things) {
        return calls.imapUnordered(function, things);
    }

    /**
     * Applies {@code function} to the first of both, the second of both and so on, until either ends.
     *
     * @return the results, in the order of the things
     */
    public <A, B, V extends @Nullable Object> List<V> map(Function2<? super A, ? super B, ? extends V> function,
            Iterable<? extends A> first, Iterable<? extends B> second) {
        return calls.map(function, first, second);
    }

    /** Whether the current thread is one of the pool's. */
    boolean isCurrent() {
        return CURRENT.get() == this;
    }

    /** A task submitted through {@link #asExecutorService}. */
    private record ViewTask(Runnable task) implements Callable<@Nullable Void> {
        @Override
        public @Nullable Void call() {
            task.run();
            return null;
        }
    }

    /** Returns the pool as a JDK executor. Shutting the executor down closes the pool. */
    public ExecutorService asExecutorService() {
        return new ExecutorView<>(this, null, this::submitTask, (now, _) -> {
            List<Runnable> neverBegun = new ArrayList<>();
            if (now) {
                for (Runnable task : threads.shutdownNow()) {
                    Task<?> dropped = (Task<?>) task;
                    dropped.drop();
                    if (!(dropped.body instanceof ViewTask)) {
                        neverBegun.add(dropped);
                    }
                }
            } else {
                kill();
            }
            return neverBegun;
        }, terminated);
    }

    // ---- size

    /** The most threads that the pool may have. */
    public int maxsize() {
        try (PinnedLock _ = lock.hold()) {
            return maxsize;
        }
    }

    /**
     * Changes the most threads that the pool may have, one or more. Threads start for tasks that were queued; surplus
     * threads end when they are idle.
     */
    public void setMaxsize(int newMaxsize) {
        checkMaxsize(newMaxsize);
        int more;
        try (PinnedLock _ = lock.hold()) {
            more = newMaxsize - maxsize;
            maxsize = newMaxsize;
        }
        threads.setMaximum(newMaxsize);
        room.add(more);
    }

    /** The number of threads now. */
    public int size() {
        return threads.size();
    }

    /** The number of submitted tasks that are not done. */
    public int unfinished() {
        return unfinished.get();
    }

    // ---- the end

    /** Waits until all submitted tasks are done. */
    public void join() {
        join((Duration) null);
    }

    /**
     * Waits until all submitted tasks are done, or until the timeout expires.
     *
     * @return whether all tasks are done
     */
    public boolean join(@Nullable Duration timeout) {
        try (KeepAlive _ = KeepAlive.here()) {
            return done.await(timeout);
        }
    }

    /** As {@link #join(Duration)}, in seconds. */
    public boolean join(double seconds) {
        return join(Loop.duration(seconds));
    }

    /**
     * Waits until all submitted tasks are done, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @return whether all tasks are done
     */
    public boolean join(Timeout timeout) {
        return timeout.within(() -> join((Duration) null), () -> false);
    }

    /** Takes no more work. Submitted tasks still run. */
    public void kill() {
        threads.shutdown();
    }

    /** Takes no more work, and waits until all submitted tasks are done. */
    @Override
    public void close() {
        kill();
        join();
    }

    @Override
    public String toString() {
        return "<ThreadPool " + size() + "/" + maxsize() + " threads, " + unfinished() + " tasks>";
    }
}
