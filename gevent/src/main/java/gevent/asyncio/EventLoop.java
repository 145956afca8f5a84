package gevent.asyncio;

import gevent.Action1;
import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Waitable;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import gevent.hub.Wakeup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * asyncio's event loop: runs tasks and callbacks while somebody runs it, on the hub of whoever does.
 *
 * <pre>{@code
 * EventLoop loop = Asyncio.getEventLoop();
 * loop.runUntilComplete(Asyncio.gather(doSomeWork(1), doSomeWork(3)));      // three seconds
 * loop.close();
 * }</pre>
 *
 * <p>Until it runs, nothing that it was given begins. When it has stopped, tasks that have begun stand still until the
 * hub turns again, and it may be run again. Greenlets of gevent's run beside its tasks, on the same hub.
 *
 * <p>{@link #runForever} waits for ever. {@link #runUntilComplete} is a wait as gevent's are: if nothing is left that
 * could end it, it is a {@link LoopExit}. That knows of threads whose result is awaited, by {@link #runInExecutor} or
 * {@link Future#of}; of one that may call in some day it does not: hold a {@code Gevent.getHub().async()} meanwhile.
 *
 * <p>Any thread may call what starts, stops and cancels things. Python: {@code asyncio.AbstractEventLoop}.
 */
public final class EventLoop implements AutoCloseable {
    private final PinnedLock lock = new PinnedLock();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();    // guarded by lock; to begin on the hub
    private Hub hub;                                                    // guarded by lock; null unless it runs
    private Waiter<Void> stopped;                                       // guarded by lock; null unless it runs
    private boolean stopping;                                           // guarded by lock
    private boolean closed;                                             // guarded by lock
    private final Set<Handle> armed = new HashSet<>();                  // guarded by lock; those with timers

    EventLoop() {
    }

    // ---- running

    /**
     * Runs until {@code awaitable} has ended.
     *
     * @param awaitable a future, or code that becomes a task
     * @return its result
     * @throws IllegalStateException if the loop is closed, runs already, or is stopped first
     * @throws CancelledError if it was cancelled
     * @throws CompletionException caused by what it failed with, if checked; unchecked ones are thrown as they are
     * @throws LoopExit if nothing is left that could end it
     */
    public <V> V runUntilComplete(Awaitable<V> awaitable) {
        checkMayRun();
        Future<V> future = ensureFuture(awaitable);
        if (awaitable != future) {
            future.mayBeDropped();
        }
        run(future);
        if (!future.done()) {
            throw new IllegalStateException("Event loop stopped before Future completed.");
        }
        return future.result();
    }

    /** The same for code without a result. */
    public void runUntilComplete(Action body) {
        runUntilComplete(Coroutine.from(body));
    }

    /**
     * Runs until it is stopped; if it was before, until what is ready now has run.
     *
     * @throws IllegalStateException if the loop is closed, or runs already
     */
    public void runForever() {
        checkMayRun();
        run(null);
    }

    private void run(Future<?> until) {
        Hub here = Hub.get();
        Waiter<Void> end = new Waiter<>(this);
        // Behind the callbacks of whatever ended.
        Runnable atLast = () -> end.switchTo(null);
        Wakeup<Waitable> ended = _ -> here.loop().execute(atLast);
        begin(here, end);
        try {
            beginWaiting();
            if (isStopping()) {
                here.loop().execute(atLast);
            } else if (until != null) {
                until.rawlink(ended);
            }
            end.await(until == null ? null : until.home(), null);
        } finally {
            if (until != null) {
                until.unlink(ended);
            }
            end();
        }
    }

    private void begin(Hub here, Waiter<Void> end) {
        OfThread.here().running = this;
        try (PinnedLock _ = lock.hold()) {
            hub = here;
            stopped = end;
        }
    }

    private void end() {
        OfThread.here().running = null;
        try (PinnedLock _ = lock.hold()) {
            hub = null;
            stopped = null;
            stopping = false;
        }
    }

    private void checkMayRun() {
        OfThread thread = OfThread.here();
        try (PinnedLock _ = lock.hold()) {
            checkOpen();
            if (hub != null) {
                throw new IllegalStateException("This event loop is already running");
            }
        }
        if (thread.running != null) {
            throw new IllegalStateException("Cannot run the event loop while another loop is running");
        }
    }

    /** Has it end its run when what is ready now has run; if it does not run, its next. Any thread. */
    public void stop() {
        try (PinnedLock _ = lock.hold()) {
            stopping = true;
            if (stopped != null) {
                stopped.switchTo(null);
            }
        }
    }

    private boolean isStopping() {
        try (PinnedLock _ = lock.hold()) {
            return stopping;
        }
    }

    /** Whether it runs. */
    public boolean isRunning() {
        try (PinnedLock _ = lock.hold()) {
            return hub != null;
        }
    }

    // ---- the end

    /** How long {@link #close} waits for tasks that it has told to exit. */
    private static final Duration CLOSING_TIME = Duration.ofSeconds(1);

    /**
     * Ends it for good: tasks that are pending are reported, and exit. Idempotent.
     *
     * @throws IllegalStateException if it runs
     */
    @Override
    public void close() {
        try (PinnedLock _ = lock.hold()) {
            if (hub != null) {
                throw new IllegalStateException("Cannot close a running event loop");
            }
            closed = true;
            waiting.clear();
        }
        armedHandles().forEach(Handle::cancel);
        List<Task<?>> left = tasks();
        left.forEach(task -> Forgotten.warn(task.destroyed(), null));
        List<Greenlet<?>> exiting = left.stream().<Greenlet<?>>map(Task::abandon)
                .filter(greenlet -> greenlet != null && greenlet.hub().isCurrent()).toList();
        Gevent.joinall(exiting, CLOSING_TIME);
    }

    /** Whether it is closed. */
    public boolean isClosed() {
        try (PinnedLock _ = lock.hold()) {
            return closed;
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("Event loop is closed");
        }
    }

    // ---- tasks

    /**
     * A task that runs {@code code}, from the loop's next turn on. Any thread.
     *
     * @param code a coroutine, or any code; no future
     * @throws IllegalStateException if the loop is closed
     */
    public <V> Task<V> createTask(Awaitable<V> code) {
        return createTask(code, null);
    }

    /** The same for code without a result. */
    public Task<Void> createTask(Action code) {
        return createTask(Coroutine.from(code));
    }

    /** The same. @param name of the task; null for {@code Task-N} */
    public <V> Task<V> createTask(Awaitable<V> code, String name) {
        try (PinnedLock _ = lock.hold()) {
            checkOpen();
        }
        Task<V> task = new Task<>(this, Coroutine.from(code), name);
        submit(task::begin);
        return task;
    }

    /** {@code awaitable} if it is a future; else a task for it. */
    <V> Future<V> ensureFuture(Awaitable<V> awaitable) {
        if (!(awaitable instanceof Future<V> future)) {
            return createTask(awaitable);
        }
        if (future.loop() != this) {
            throw new IllegalArgumentException("The future belongs to a different loop: " + future);
        }
        return future;
    }

    /** A future of this loop's. */
    public <V> Future<V> createFuture() {
        return new Future<>(this);
    }

    /** Those that have not ended, the oldest first. */
    List<Task<?>> tasks() {
        return Forgotten.all().stream().map(Forgotten::get).<Task<?>>mapMulti((object, found) -> {
            if (object instanceof Task<?> task && task.loop() == this && !task.done()) {
                found.accept(task);
            }
        }).toList();
    }

    /**
     * Has a thread of {@code executor} call {@code body}. Cancelling what is returned keeps it from beginning, but not
     * from going on. From this loop's hub.
     *
     * @param executor null for the hub's own threads
     * @param body may block
     */
    public <V> Future<V> runInExecutor(Executor executor, Callable<V> body) {
        if (executor == null) {
            return createTask(() -> Asyncio.toThread(body));
        }
        CompletableFuture<V> result = new CompletableFuture<>();
        Future<V> future = Future.of(this, result);
        executor.execute(() -> {
            try {
                if (!result.isCancelled()) {
                    result.complete(body.call());
                }
            } catch (Throwable t) {
                result.completeExceptionally(t);
            }
        });
        return future;
    }

    // ---- callbacks

    /**
     * Has {@code callback} called in the loop's next turn.
     *
     * @param callback runs in a greenlet of its own, so it may wait; what it throws is reported
     */
    public Handle callSoon(Action callback) {
        return callLater(Duration.ZERO, callback);
    }

    /** The same with an argument. */
    public <A> Handle callSoon(Action1<? super A> callback, A a) {
        return callSoon(() -> callback.run(a));
    }

    /** The same as {@link #callSoon(Action)}, which any thread may call, too. */
    public Handle callSoonThreadsafe(Action callback) {
        return callSoon(callback);
    }

    /** Has {@code callback} called after a time. @param seconds from now; zero or less for the next turn */
    public Handle callLater(double seconds, Action callback) {
        return callLater(duration(seconds), callback);
    }

    /** The same. @param delay from now; zero or less for the next turn */
    public Handle callLater(Duration delay, Action callback) {
        Handle handle = new Handle(this, callback);
        if (!delay.isPositive()) {
            submit(() -> handle.begin(delay));
        } else {
            long start = now();
            submit(() -> handle.begin(delay.minusNanos(now() - start)));
        }
        return handle;
    }

    /** Has {@code callback} called at a time. @param when on the clock of {@link #time} */
    public Handle callAt(double when, Action callback) {
        return callLater(when - time(), callback);
    }

    /** Seconds on the loop's clock. */
    public double time() {
        return now() / 1e9;
    }

    private long now() {
        try (PinnedLock _ = lock.hold()) {
            if (hub != null) {
                return hub.loop().now();
            }
        }
        return Strand.currentWithoutNewHub().now();
    }

    static Duration duration(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    // ---- what is to begin

    /** Has {@code work} done on the hub, in its turn: now, or when the loop next runs. Any thread. */
    void submit(Runnable work) {
        Hub runner;
        try (PinnedLock _ = lock.hold()) {
            checkOpen();
            waiting.add(work);
            runner = hub;
        }
        if (runner != null) {
            runner.loop().runOrExecute(this::beginWaiting);
        }
    }

    /** {@code handle} has a timer on the hub, which must not outlive the loop. */
    void armed(Handle handle) {
        try (PinnedLock _ = lock.hold()) {
            armed.add(handle);
        }
    }

    /** It has none any more. */
    void disarmed(Handle handle) {
        try (PinnedLock _ = lock.hold()) {
            armed.remove(handle);
        }
    }

    private List<Handle> armedHandles() {
        try (PinnedLock _ = lock.hold()) {
            return List.copyOf(armed);
        }
    }

    private void beginWaiting() {
        for (Runnable next; (next = nextWaiting()) != null; ) {
            next.run();
        }
    }

    /** Null if there is none, or the loop runs elsewhere or not at all. */
    private Runnable nextWaiting() {
        try (PinnedLock _ = lock.hold()) {
            return hub == null || !hub.isCurrent() ? null : waiting.poll();
        }
    }

    @Override
    public String toString() {
        return "<EventLoop running=" + isRunning() + " closed=" + isClosed() + ">";
    }
}
