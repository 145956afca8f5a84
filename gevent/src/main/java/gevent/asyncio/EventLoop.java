package gevent.asyncio;

import gevent.Action1;
import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Waitable;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
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
import org.jspecify.annotations.Nullable;

/**
 * asyncio's event loop. While a thread runs the loop, its tasks and callbacks run on that thread's hub.
 *
 * <pre>{@code
 * EventLoop loop = Asyncio.getEventLoop();
 * loop.runUntilComplete(Asyncio.gather(doSomeWork(1), doSomeWork(3)));      // three seconds
 * loop.close();
 * }</pre>
 *
 * <p>Until the loop runs, no task or callback begins. After it has stopped, tasks that have begun stand still until the
 * hub turns again. The loop may be run again. Other gevent greenlets run beside its tasks, on the same hub.
 *
 * <p>{@link #runForever} waits forever. {@link #runUntilComplete} is a gevent wait: if nothing is left that could end
 * it, it throws a {@link LoopExit}. Threads whose result is awaited by {@link #runInExecutor} or {@link Future#of}
 * count as work left. A thread that may call in later does not: hold a {@code Gevent.getHub().async()} until it has.
 *
 * <p>Any thread may call the methods that start, stop and cancel something. Python: {@code asyncio.AbstractEventLoop}.
 */
public final class EventLoop implements AutoCloseable {
    private final PinnedLock lock = new PinnedLock();
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();    // guarded by lock; to begin on the hub
    private @Nullable Hub hub;                                          // guarded by lock; null unless it runs
    private @Nullable Waiter<@Nullable Void> stopped;                   // guarded by lock; null unless it runs
    private boolean stopping;                                           // guarded by lock
    private boolean closed;                                             // guarded by lock
    private final Set<Handle> armed = new HashSet<>();                  // guarded by lock; handles with timers

    EventLoop() {
    }

    // ---- running

    /**
     * Runs until {@code awaitable} has ended.
     *
     * @param awaitable a future, or code that becomes a task
     * @return its result
     * @throws IllegalStateException if the loop is closed, runs already, or is stopped first
     * @throws CancelledError if {@code awaitable} was cancelled
     * @throws CompletionException if {@code awaitable} failed with a checked exception, which is the cause; unchecked
     *        exceptions are thrown as they are
     * @throws LoopExit if nothing is left that could end {@code awaitable}
     */
    public <V extends @Nullable Object> V runUntilComplete(Awaitable<V> awaitable) {
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

    /** Runs until {@code body} has ended; see {@link #runUntilComplete(Awaitable)}. */
    public void runUntilComplete(Action body) {
        runUntilComplete(Coroutine.from(body));
    }

    /**
     * Runs until the loop is stopped. If it was stopped before, runs only what is ready now.
     *
     * @throws IllegalStateException if the loop is closed, or runs already
     */
    public void runForever() {
        checkMayRun();
        run(null);
    }

    private void run(@Nullable Future<?> until) {
        Hub here = Hub.get();
        Waiter<@Nullable Void> end = new Waiter<>(this);
        // Runs after the callbacks of the future that ended.
        Runnable atLast = () -> end.switchTo(null);
        Wakeup<Waitable> ended = _ -> here.loop().offer(atLast);
        begin(here, end);
        try {
            beginWaiting();
            if (isStopping()) {
                here.loop().offer(atLast);
            } else if (until != null) {
                until.rawlink(ended);
            }
            try (KeepAlive _ = until == null ? KeepAlive.withoutWork(here) : KeepAlive.hereUnlessOn(until.home())) {
                end.get();
            }
        } finally {
            if (until != null) {
                until.unlink(ended);
            }
            end();
        }
    }

    private void begin(Hub here, Waiter<@Nullable Void> end) {
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

    /**
     * Ends the current run once what is ready now has run; if the loop does not run, ends its next run in that way. Any
     * thread.
     */
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

    /** Whether the loop runs. */
    public boolean isRunning() {
        try (PinnedLock _ = lock.hold()) {
            return hub != null;
        }
    }

    // ---- the end

    /** How long {@link #close} waits for the tasks that it kills. */
    private static final Duration CLOSING_TIME = Duration.ofSeconds(1);

    /**
     * Closes the loop permanently. Pending tasks are reported, and exit. Idempotent.
     *
     * @throws IllegalStateException if the loop runs
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

    /** Whether the loop is closed. */
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
     * Creates a task that runs {@code code}, from the loop's next turn on. Any thread.
     *
     * @param code a coroutine, or any code, but not a future
     * @throws IllegalStateException if the loop is closed
     */
    public <V extends @Nullable Object> Task<V> createTask(Awaitable<V> code) {
        return createTask(code, null);
    }

    /** Creates a task for code without a result; see {@link #createTask(Awaitable)}. */
    public Task<@Nullable Void> createTask(Action code) {
        return createTask(Coroutine.from(code));
    }

    /**
     * Creates a task; see {@link #createTask(Awaitable)}.
     *
     * @param name name of the task; null for {@code Task-N}
     */
    public <V extends @Nullable Object> Task<V> createTask(Awaitable<V> code, @Nullable String name) {
        try (PinnedLock _ = lock.hold()) {
            checkOpen();
        }
        Task<V> task = new Task<>(this, Coroutine.from(code), name);
        submit(task::begin);
        return task;
    }

    /** Returns {@code awaitable} if it is a future, else a task for it. */
    <V extends @Nullable Object> Future<V> ensureFuture(Awaitable<V> awaitable) {
        if (!(awaitable instanceof Future<V> future)) {
            return createTask(awaitable);
        }
        if (future.loop() != this) {
            throw new IllegalArgumentException("The future belongs to a different loop: " + future);
        }
        return future;
    }

    /** Creates a future of this loop. */
    public <V extends @Nullable Object> Future<V> createFuture() {
        return new Future<>(this);
    }

    /** Returns the tasks that have not ended, oldest first. */
    List<Task<?>> tasks() {
        return Forgotten.all().stream().map(Forgotten::get).<Task<?>>mapMulti((object, found) -> {
            if (object instanceof Task<?> task && task.loop() == this && !task.done()) {
                found.accept(task);
            }
        }).toList();
    }

    /**
     * Calls {@code body} on a thread of {@code executor}. Cancelling the returned future keeps the body from beginning,
     * but not from going on. Call this method from the loop's hub.
     *
     * @param executor null for the hub's own threads
     * @param body may block
     */
    public <V extends @Nullable Object> Future<V> runInExecutor(@Nullable Executor executor, Callable<V> body) {
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
     * Calls {@code callback} in the loop's next turn.
     *
     * @param callback runs in a greenlet of its own, so it may wait; its exceptions are reported
     */
    public Handle callSoon(Action callback) {
        return callLater(Duration.ZERO, callback);
    }

    /** Calls {@code callback} with an argument in the loop's next turn; see {@link #callSoon(Action)}. */
    public <A> Handle callSoon(Action1<? super A> callback, A a) {
        return callSoon(() -> callback.run(a));
    }

    /** Does what {@link #callSoon(Action)} does, which any thread may call, too. */
    public Handle callSoonThreadsafe(Action callback) {
        return callSoon(callback);
    }

    /**
     * Calls {@code callback} after a delay.
     *
     * @param seconds from now; zero or less for the next turn
     */
    public Handle callLater(double seconds, Action callback) {
        return callLater(duration(seconds), callback);
    }

    /**
     * Calls {@code callback} after a delay.
     *
     * @param delay from now; zero or less for the next turn
     */
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

    /**
     * Calls {@code callback} at a given time.
     *
     * @param when in seconds on the clock of {@link #time}
     */
    public Handle callAt(double when, Action callback) {
        return callLater(when - time(), callback);
    }

    /** Returns the time on the loop's clock, in seconds. */
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

    // ---- work to begin

    /** Runs {@code work} on the hub, in its turn: now, or when the loop next runs. Any thread. */
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

    /** Notes that {@code handle} has a timer on the hub, which must not outlive the loop. */
    void armed(Handle handle) {
        try (PinnedLock _ = lock.hold()) {
            armed.add(handle);
        }
    }

    /** Notes that {@code handle} has no timer any more. */
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

    /** Returns the next work; null if there is none, or the loop runs on another hub or not at all. */
    private @Nullable Runnable nextWaiting() {
        try (PinnedLock _ = lock.hold()) {
            return hub == null || !hub.isCurrent() ? null : waiting.poll();
        }
    }

    @Override
    public String toString() {
        return "<EventLoop running=" + isRunning() + " closed=" + isClosed() + ">";
    }
}
