package gevent.asyncio;

import gevent.Action;
import gevent.Gevent;
import gevent.Timeout;
import gevent.Waitable;
import gevent.hub.Loop;
import gevent.hub.Wakeup;
import gevent.subprocess.Popen;
import gevent.subprocess.Redirect;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The functions of asyncio, for code ported from Python. Where Python code uses {@code await}, Java code simply waits:
 * the code of a task is blocking code.
 *
 * <pre>{@code
 * static Coroutine<Void> doSomeWork(int x) {
 *     return Coroutine.of(() -> {
 *         System.out.println("Waiting " + x);
 *         Asyncio.sleep(x);
 *     });
 * }
 *
 * Asyncio.run(() -> Asyncio.gather(doSomeWork(1), doSomeWork(3)).await());      // three seconds
 * }</pre>
 *
 * <p>A task is a gevent greenlet, so all of gevent works in it: queues, locks, events, sockets, {@link Timeout}. Use
 * gevent for anything that this class lacks. Where Python issues a warning, the logger {@code gevent.asyncio} logs a
 * warning as soon as the garbage collector has noticed, or standard error shows it when the program ends. There are
 * warnings for a task that is dropped while it is pending, a coroutine that was never awaited, and a failure that
 * nobody retrieved.
 */
public final class Asyncio {
    private Asyncio() {
    }

    // ---- loops

    /** Returns the loop that runs on this thread, else the loop that was set, else a new loop, which is then set. */
    public static EventLoop getEventLoop() {
        OfThread thread = OfThread.here();
        if (thread.running != null) {
            return thread.running;
        }
        if (thread.set == null) {
            thread.set = new EventLoop();
        }
        return thread.set;
    }

    /**
     * Returns the loop that runs on this thread.
     *
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static EventLoop getRunningLoop() {
        EventLoop running = OfThread.here().running;
        if (running == null) {
            throw new IllegalStateException("no running event loop");
        }
        return running;
    }

    /** Creates a loop, which any thread may run. */
    public static EventLoop newEventLoop() {
        return new EventLoop();
    }

    /** Sets what {@link #getEventLoop} returns on this thread; null for a new loop at its next call. */
    public static void setEventLoop(@Nullable EventLoop loop) {
        OfThread.here().set = loop;
    }

    /**
     * Runs a whole program on a loop of its own, as {@link EventLoop#runUntilComplete} does. When {@code main} has
     * ended, even by an interrupt, all other tasks are cancelled and waited for, and the loop is closed.
     *
     * @return the result of {@code main}
     * @throws IllegalStateException if a loop runs on this thread
     */
    public static <V extends @Nullable Object> V run(Awaitable<V> main) {
        OfThread thread = OfThread.here();
        if (thread.running != null) {
            throw new IllegalStateException("asyncio.run() cannot be called from a running event loop");
        }
        try (EventLoop loop = newEventLoop()) {
            thread.set = loop;
            try {
                return loop.runUntilComplete(main);
            } finally {
                cancelAll(loop);
            }
        } finally {
            thread.set = null;
        }
    }

    /** Runs a whole program without a result; see {@link #run(Awaitable)}. */
    public static void run(Action main) {
        run(Coroutine.from(main));
    }

    private static void cancelAll(EventLoop loop) {
        List<Task<?>> left = loop.tasks();
        if (!left.isEmpty()) {
            left.forEach(Task::cancel);
            loop.runUntilComplete(() -> Gevent.await(left));
        }
    }

    // ---- tasks

    /**
     * Creates a task of the running loop.
     *
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <V extends @Nullable Object> Task<V> createTask(Awaitable<V> code) {
        return getRunningLoop().createTask(code);
    }

    /**
     * Creates a task of the running loop.
     *
     * @param name name of the task; null for {@code Task-N}
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <V extends @Nullable Object> Task<V> createTask(Awaitable<V> code, @Nullable String name) {
        return getRunningLoop().createTask(code, name);
    }

    /** Creates a task of the running loop, for code without a result; see {@link #createTask(Awaitable)}. */
    public static Task<@Nullable Void> createTask(Action code) {
        return getRunningLoop().createTask(code);
    }

    /**
     * Returns {@code awaitable} if it is a future, else a task for it of this thread's loop, whether that loop runs or
     * not.
     */
    public static <V extends @Nullable Object> Future<V> ensureFuture(Awaitable<V> awaitable) {
        return awaitable instanceof Future<V> future ? future : getEventLoop().createTask(awaitable);
    }

    /** Returns a task of this thread's loop for code without a result, whether that loop runs or not. */
    public static Future<@Nullable Void> ensureFuture(Action code) {
        return getEventLoop().createTask(code);
    }

    /** Returns the task that the current code belongs to; null if there is none. */
    public static @Nullable Task<?> currentTask() {
        return Task.current();
    }

    /** Returns the tasks of the running loop that have not ended, oldest first. */
    public static List<Task<?>> allTasks() {
        return getRunningLoop().tasks();
    }

    /**
     * Creates a task of {@code loop}, from any thread.
     *
     * @return the result, for that thread; cancelling it cancels the task
     */
    public static <V extends @Nullable Object> CompletableFuture<V> runCoroutineThreadsafe(
            Awaitable<V> code, EventLoop loop) {
        return loop.createTask(code).toCompletableFuture();
    }

    // ---- sleeping

    /**
     * Sleeps while other greenlets run.
     *
     * @param seconds zero or less only lets others run
     */
    public static void sleep(double seconds) {
        Gevent.sleep(seconds);
    }

    /**
     * Sleeps while other greenlets run.
     *
     * @param time zero or less only lets others run
     */
    public static void sleep(Duration time) {
        Gevent.sleep(time);
    }

    /**
     * Sleeps while other greenlets run.
     *
     * @param seconds zero or less only lets others run
     * @return {@code result}
     */
    public static <V extends @Nullable Object> V sleep(double seconds, V result) {
        Gevent.sleep(seconds);
        return result;
    }

    // ---- several awaitables

    /** Like {@link #gather(Collection, boolean)}; the first failure becomes the failure of the whole. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <V extends @Nullable Object> Future<List<V>> gather(Awaitable<? extends V>... awaitables) {
        return gather(Arrays.asList(awaitables));
    }

    /** Like {@link #gather(Collection, boolean)}; the first failure becomes the failure of the whole. */
    public static <V extends @Nullable Object> Future<List<V>> gather(
            Collection<? extends Awaitable<? extends V>> awaitables) {
        return gathering(awaitables, false);
    }

    /**
     * Runs all awaitables concurrently.
     *
     * @param awaitables futures, and code that becomes tasks
     * @param returnExceptions whether failures are results like others; if not, the first failure becomes the failure
     *        of the whole, and the other awaitables run on
     * @return a future of the results, in the order of the awaitables; cancelling it cancels all
     */
    public static Future<List<Object>> gather(
            Collection<? extends Awaitable<?>> awaitables, boolean returnExceptions) {
        return gathering(awaitables, returnExceptions);
    }

    private static <V extends @Nullable Object> Future<List<V>> gathering(
            Collection<? extends Awaitable<? extends V>> awaitables, boolean returnExceptions) {
        List<Future<V>> futures = futures(awaitables);
        int i = 0;
        for (Awaitable<? extends V> awaitable : awaitables) {
            Future<V> future = futures.get(i++);
            if (future != awaitable) {
                future.mayBeDropped();
            }
        }
        return Gathering.of(futures.isEmpty() ? getEventLoop() : futures.getFirst().loop(), futures, returnExceptions);
    }

    /** Returns one future per awaitable; an awaitable that is given twice has one future. */
    @SuppressWarnings("unchecked")
    private static <V extends @Nullable Object> List<Future<V>> futures(
            Collection<? extends Awaitable<? extends V>> awaitables) {
        IdentityHashMap<Awaitable<?>, Future<V>> known = new IdentityHashMap<>();
        return awaitables.stream().map(awaitable -> known.computeIfAbsent(
                Objects.requireNonNull(awaitable, "awaitable"), _ -> (Future<V>) ensureFuture(awaitable))).toList();
    }

    /** Waits until all have ended. */
    public static <V extends @Nullable Object> Waited<V> wait(Collection<? extends Awaitable<? extends V>> awaitables) {
        return wait(awaitables, null, ReturnWhen.ALL_COMPLETED);
    }

    /** Waits until enough have ended. */
    public static <V extends @Nullable Object> Waited<V> wait(
            Collection<? extends Awaitable<? extends V>> awaitables, ReturnWhen when) {
        return wait(awaitables, null, when);
    }

    /**
     * Waits until enough have ended, or the time is up. The others run on. Failures are not thrown.
     *
     * @param awaitables futures, and code that becomes tasks; at least one
     * @param timeout from now; null for none
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <V extends @Nullable Object> Waited<V> wait(
            Collection<? extends Awaitable<? extends V>> awaitables, @Nullable Duration timeout, ReturnWhen when) {
        Loop.checkLimit(timeout, "timeout");
        Objects.requireNonNull(when, "when");
        if (awaitables.isEmpty()) {
            throw new IllegalArgumentException("awaitables: there are none");
        }
        getRunningLoop();
        Set<Future<V>> pending = new LinkedHashSet<>(futures(awaitables));
        Set<Future<V>> done = new LinkedHashSet<>();
        try (var ready = Gevent.iwait(pending, timeout, Integer.MAX_VALUE)) {
            for (Future<V> future : ready) {
                done.add(future);
                if (when == ReturnWhen.FIRST_COMPLETED
                        || when == ReturnWhen.FIRST_EXCEPTION && future.outcome().isFailure()) {
                    break;
                }
            }
        }
        pending.stream().filter(Future::done).forEach(done::add);
        pending.removeAll(done);
        return new Waited<>(done, pending);
    }

    /** Returns the futures of all, each when it has ended. Close the iteration if you may leave it early. */
    public static <V extends @Nullable Object> AsCompleted<V> asCompleted(
            Collection<? extends Awaitable<? extends V>> awaitables) {
        return asCompleted(awaitables, null);
    }

    /**
     * Returns the futures of all, each when it has ended. Close the iteration if you may leave it early.
     *
     * @param timeout for all together, from the first request for a future; null for none
     * @return the futures; iterating throws a {@link Timeout} if the time is up first
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <V extends @Nullable Object> AsCompleted<V> asCompleted(
            Collection<? extends Awaitable<? extends V>> awaitables, @Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        getRunningLoop();
        return new AsCompleted<>(new LinkedHashSet<>(futures(awaitables)), timeout);
    }

    // ---- one awaitable

    /**
     * Waits for {@code awaitable}. If that takes too long, or something is thrown into the current task, the awaitable
     * is cancelled, and this method waits for its end.
     *
     * @param limit from now; null for none
     * @return its result
     * @throws Timeout if the time is up first
     * @throws Exception what the awaitable fails with
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <V extends @Nullable Object> V waitFor(Awaitable<V> awaitable, @Nullable Duration limit)
            throws Exception {
        Loop.checkLimit(limit, "limit");
        getRunningLoop();
        if (limit == null) {
            return awaitable.await();
        }
        Future<V> future = ensureFuture(awaitable);
        boolean inTime;
        try {
            inTime = future.done() || limit.isPositive() && future.awaitEnd(limit);
        } catch (Throwable thrownIn) {
            cancelAndWait(future);
            throw thrownIn;
        }
        if (!inTime) {
            cancelAndWait(future);
            if (future.cancelled()) {
                throw Timeout.expired(limit);
            }
        }
        return future.result();
    }

    /**
     * Waits for {@code awaitable} as {@link #waitFor(Awaitable, Duration)} does.
     *
     * @param seconds from now; zero or less cancels {@code awaitable} at once unless it has ended
     */
    public static <V extends @Nullable Object> V waitFor(Awaitable<V> awaitable, double seconds) throws Exception {
        return waitFor(awaitable, EventLoop.duration(Math.max(0, seconds)));
    }

    private static void cancelAndWait(Future<?> future) {
        future.cancel();
        future.awaitEnd(null);
    }

    /**
     * Returns a future that ends as {@code awaitable} does. Cancelling the future, or a task that waits for it, does
     * not cancel {@code awaitable}.
     */
    public static <V extends @Nullable Object> Future<V> shield(Awaitable<V> awaitable) {
        Future<V> inner = ensureFuture(awaitable);
        Future<V> outer = inner.loop().createFuture();
        inner.rawlink((Wakeup<Waitable>) _ -> outer.endAs(inner));
        return outer;
    }

    // ---- threads and programs

    /**
     * Calls {@code body} on a thread, and waits for it. A task that is cancelled while it waits leaves at once; the
     * body runs on.
     *
     * @param body may block
     * @return what the body returns; its exceptions are rethrown, checked exceptions as the cause of a
     *        {@code CompletionException}
     */
    public static <V extends @Nullable Object> V toThread(Callable<V> body) {
        return Gevent.getHub().threadpool().apply(body);
    }

    /**
     * Starts a program.
     *
     * @param stdout the program's standard output, for example {@link Redirect#PIPE}
     * @param args the program and its arguments
     * @return the process, with its lines, its end, and more
     * @throws IOException if the program cannot be run
     */
    public static Popen createSubprocessExec(Redirect stdout, String... args) throws IOException {
        return Popen.of(args).stdout(stdout).start();
    }

    /** Starts {@code /bin/sh} with a line to run; see {@link #createSubprocessExec}. */
    public static Popen createSubprocessShell(Redirect stdout, String line) throws IOException {
        return Popen.shell(line).stdout(stdout).start();
    }
}
