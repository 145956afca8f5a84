package gevent.pool;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Ready;
import gevent.Waitable;
import gevent.event.Event;
import gevent.hub.Hub;
import gevent.hub.HubDestroyed;
import gevent.hub.Interrupted;
import gevent.hub.Links;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Waiter;
import gevent.hub.Wakeup;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A group or a pool as a JDK {@code ExecutorService}. Waiting for its futures, one or several, lets other greenlets
 * run, in a greenlet as on a hub's main. A future is also a {@link Waitable}, for {@link Gevent#iwait}.
 *
 * <pre>{@code
 * ExecutorService executor = pool.asExecutorService();
 * Future<Integer> future = executor.submit(this::compute);
 * int n = future.get();                                       // other greenlets run meanwhile
 * }</pre>
 *
 * <p>Thread-safe.
 *
 * @param <W> what runs a task; becomes ready when the task has ended, or will never begin
 */
public final class ExecutorView<W extends Waitable> extends AbstractExecutorService {
    /** What a shutdown of a view does to its owner. */
    @FunctionalInterface
    public interface Shutdown<W> {
        /**
         * Called when the view is shut down.
         *
         * @param now whether to end {@code running}
         * @param running what runs the tasks of the view
         * @return tasks from outside the view that will never begin now
         */
        List<Runnable> shutdown(boolean now, List<W> running);
    }

    private final Object owner;
    private final @Nullable Thread home;
    private final Function<? super Runnable, ? extends W> start;
    private final Shutdown<W> shutdown;
    private final PinnedLock lock = new PinnedLock();
    private final Set<Work> unfinished = new LinkedHashSet<>();     // guarded by lock
    private final Event terminated;
    private final boolean endsWithOwner;        // whether the owner sets terminated
    private volatile boolean shutDown;          // changed under lock

    /**
     * Creates a view that terminates when it was shut down and its tasks have ended.
     *
     * @param owner for messages
     * @param home the thread whose hub runs the tasks; null if others do
     * @param start runs a task; a pool of threads may wait for room
     * @param shutdown called at a shutdown
     */
    public ExecutorView(Object owner, @Nullable Thread home, Function<? super Runnable, ? extends W> start,
            Shutdown<W> shutdown) {
        this(owner, home, start, shutdown, null);
    }

    /**
     * Creates a view that terminates when its owner does.
     *
     * @param terminated the owner's event; null if the view has its own
     */
    public ExecutorView(Object owner, @Nullable Thread home, Function<? super Runnable, ? extends W> start,
            Shutdown<W> shutdown, @Nullable Event terminated) {
        this.owner = owner;
        this.home = home;
        this.start = start;
        this.shutdown = shutdown;
        this.terminated = terminated != null ? terminated : new Event();
        this.endsWithOwner = terminated != null;
    }

    /** A submitted task. */
    private final class Work implements Runnable {
        final Runnable task;
        boolean begun;          // guarded by lock
        boolean dropped;        // must not begin any more; guarded by lock
        @Nullable W runner;     // null until it was started; guarded by lock

        Work(Runnable task) {
            this.task = task;
        }

        @Override
        public void run() {
            try (PinnedLock _ = lock.hold()) {
                if (dropped) {
                    return;
                }
                begun = true;
            }
            task.run();
        }
    }

    // ---- work

    /**
     * Runs {@code task}.
     *
     * @throws RejectedExecutionException after a shutdown
     */
    @Override
    public void execute(Runnable task) {
        Work work = new Work(Objects.requireNonNull(task, "task"));
        if (!accept(work)) {
            throw rejected(task);
        }
        try {
            W runner = start.apply(work);
            try (PinnedLock _ = lock.hold()) {
                work.runner = runner;
            }
            runner.rawlink((Wakeup<Waitable>) _ -> ended(work));
        } catch (HubDestroyed closed) {
            ended(work);
            throw new RejectedExecutionException(closed);
        } catch (Throwable notStarted) {
            ended(work);
            throw notStarted;
        }
    }

    private boolean accept(Work work) {
        try (PinnedLock _ = lock.hold()) {
            return !shutDown && unfinished.add(work);
        }
    }

    private void ended(Work work) {
        boolean dropped;
        try (PinnedLock _ = lock.hold()) {
            unfinished.remove(work);
            dropped = work.dropped;
        }
        if (!dropped && work.task instanceof Future<?> future && !future.isDone()) {
            future.cancel(false);       // for those that wait for it: its runner was killed, or its hub closed
        }
        terminateIfOver();
    }

    private void terminateIfOver() {
        boolean over;
        try (PinnedLock _ = lock.hold()) {
            over = shutDown && unfinished.isEmpty();
        }
        if (over && !endsWithOwner) {
            terminated.set();
        }
    }

    private RejectedExecutionException rejected(Object task) {
        return new RejectedExecutionException(this + " is shut down and does not take " + task);
    }

    // ---- the end

    @Override
    public void shutdown() {
        end(false);
    }

    @Override
    public List<Runnable> shutdownNow() {
        return end(true);
    }

    private List<Runnable> end(boolean now) {
        List<Runnable> neverBegun = new ArrayList<>();
        List<W> running = new ArrayList<>();
        try (PinnedLock _ = lock.hold()) {
            shutDown = true;
            for (Work work : unfinished) {
                if (now && !work.begun) {
                    work.dropped = true;
                    neverBegun.add(work.task);
                }
                if (work.runner != null) {
                    running.add(work.runner);
                }
            }
        }
        neverBegun.addAll(shutdown.shutdown(now, running));
        terminateIfOver();
        return neverBegun;
    }

    @Override
    public boolean isShutdown() {
        return shutDown || terminated.isSet();
    }

    @Override
    public boolean isTerminated() {
        return terminated.isSet();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return await(terminated, duration(timeout, unit));
    }

    // ---- futures

    @Override
    protected <V extends @Nullable Object> RunnableFuture<V> newTaskFor(Callable<V> body) {
        return new Task<>(body);
    }

    @Override
    protected <V extends @Nullable Object> RunnableFuture<V> newTaskFor(Runnable body, V value) {
        return new Task<>(() -> {
            body.run();
            return value;
        });
    }

    /** A future whose {@code get} does not block the hub. {@link GreenletExit} cancels it. */
    private final class Task<V extends @Nullable Object> extends FutureTask<V> implements Waitable {
        private final Links<Waitable> links = new Links<>();

        Task(Callable<V> body) {
            super(body);
        }

        @Override
        protected void done() {
            links.notifyAll(Hub.getIfExists(), this);
        }

        @Override
        protected void setException(Throwable failure) {
            if (failure instanceof GreenletExit || Greenlet.isKill(failure)) {
                cancel(false);
            } else {
                super.setException(failure);
            }
        }

        @Override
        public V get() throws InterruptedException, ExecutionException {
            await(this, null);
            return super.get();
        }

        @Override
        public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            await(this, duration(timeout, unit));
            return super.get(0, unit);
        }

        @Override
        public boolean isReady() {
            return isDone();
        }

        @Override
        public void rawlink(Consumer<? super Waitable> callback) {
            links.add(Objects.requireNonNull(callback, "callback"));
            // Either this thread sees the end, or the ending one sees the link.
            if (isDone()) {
                done();
            }
        }

        @Override
        public void unlink(Consumer<?> callback) {
            links.remove(callback);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> bodies) throws InterruptedException, ExecutionException {
        if (Hub.getIfExists() == null) {
            return super.invokeAny(bodies);
        }
        try {
            return firstOf(bodies, null);
        } catch (TimeoutException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> bodies, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return Hub.getIfExists() == null ? super.invokeAny(bodies, timeout, unit)
                : firstOf(bodies, duration(timeout, unit));
    }

    private <T> T firstOf(Collection<? extends Callable<T>> bodies, @Nullable Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Task<T>> tasks = bodies.stream().map(body -> new Task<T>(body)).toList();
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("There is no task");
        }
        if (isShutdown()) {
            throw rejected(tasks);
        }
        tasks.forEach(this::executeOrCancel);
        try (Ready<Task<T>> ended = Gevent.iwait(tasks, limit, tasks.size())) {
            int failed = 0;
            Throwable failure = null;
            for (Task<T> task : ended) {
                switch (task.state()) {
                    case SUCCESS -> {
                        return task.resultNow();
                    }
                    case FAILED -> failure = task.exceptionNow();
                    default -> failure = new CancellationException();
                }
                failed++;
            }
            if (failed < tasks.size()) {
                throw new TimeoutException();
            }
            throw new ExecutionException(failure);
        } catch (Interrupted e) {
            throw e.asChecked();
        } finally {
            tasks.forEach(task -> task.cancel(true));
        }
    }

    private void executeOrCancel(Task<?> task) {
        try {
            execute(task);
        } catch (RejectedExecutionException shutDown) {
            task.cancel(false);
        }
    }

    // ---- waiting as the JDK's methods do

    /** Lets other greenlets run meanwhile. A thread without a hub does not get one for it. */
    private boolean await(Waitable object, @Nullable Duration limit) throws InterruptedException {
        if (object.isReady()) {
            return true;
        }
        if (Hub.getIfExists() == null) {
            return awaitWithoutHub(object, limit);
        }
        Waiter<Waitable> ready = new Waiter<>(object);
        object.rawlink(ready);
        try {
            return ready.await(home, limit);
        } catch (Interrupted e) {
            throw e.asChecked();
        } finally {
            object.unlink(ready);
        }
    }

    private static boolean awaitWithoutHub(Waitable object, @Nullable Duration limit) throws InterruptedException {
        CountDownLatch ready = new CountDownLatch(1);
        Wakeup<Waitable> link = _ -> ready.countDown();
        object.rawlink(link);
        try {
            if (limit != null) {
                return ready.await(Loop.nanos(limit, "timeout"), TimeUnit.NANOSECONDS);
            }
            ready.await();
            return true;
        } finally {
            object.unlink(link);
        }
    }

    private static Duration duration(long timeout, TimeUnit unit) {
        return Duration.ofNanos(Math.max(0, unit.toNanos(timeout)));
    }

    @Override
    public String toString() {
        return "<Executor of " + owner + (shutDown ? ", shut down>" : ">");
    }
}
