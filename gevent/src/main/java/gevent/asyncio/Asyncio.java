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
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

/**
 * asyncio's verbs, for code that is ported from there. What Python awaits simply waits here: the code of a task is
 * blocking code.
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
 * <p>A task is a greenlet of gevent's, so all of gevent works in it: queues, locks, events, sockets, {@link Timeout};
 * what there is no name for here is there. What Python tells of by a warning is one of the logger {@code
 * gevent.asyncio}, as soon as the collector has found out, or on the standard error when the program ends: a task that
 * is dropped while it is pending, a coroutine that was never awaited, a failure that nobody has asked for.
 */
public final class Asyncio {
    private Asyncio() {
    }

    // ---- loops

    /** The loop that runs on this thread; else the one that was set; else a new one, which is set then. */
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

    /** The loop that runs on this thread. @throws IllegalStateException if none does */
    public static EventLoop getRunningLoop() {
        EventLoop running = OfThread.here().running;
        if (running == null) {
            throw new IllegalStateException("no running event loop");
        }
        return running;
    }

    /** A loop for whichever thread runs it. */
    public static EventLoop newEventLoop() {
        return new EventLoop();
    }

    /** Sets what {@link #getEventLoop} returns on this thread; null for a new one when it is next asked. */
    public static void setEventLoop(EventLoop loop) {
        OfThread.here().set = loop;
    }

    /**
     * Runs a whole program on a loop of its own. When {@code main} has ended, by an interrupt, too, all other tasks are
     * cancelled and waited for, and the loop is closed.
     *
     * @return the result of {@code main}
     * @throws IllegalStateException if a loop runs on this thread; otherwise as {@link EventLoop#runUntilComplete}
     */
    public static <V> V run(Awaitable<V> main) {
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

    /** The same for a program without a result. */
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

    /** A task of the running loop. @throws IllegalStateException if none runs on this thread */
    public static <V> Task<V> createTask(Awaitable<V> code) {
        return getRunningLoop().createTask(code);
    }

    /** The same. @param name of the task; null for {@code Task-N} */
    public static <V> Task<V> createTask(Awaitable<V> code, String name) {
        return getRunningLoop().createTask(code, name);
    }

    /** The same for code without a result. */
    public static Task<Void> createTask(Action code) {
        return getRunningLoop().createTask(code);
    }

    /** {@code awaitable} if it is a future; else a task for it, of this thread's loop, be that running or not. */
    public static <V> Future<V> ensureFuture(Awaitable<V> awaitable) {
        return awaitable instanceof Future<V> future ? future : getEventLoop().createTask(awaitable);
    }

    /** The same for code without a result. */
    public static Future<Void> ensureFuture(Action code) {
        return getEventLoop().createTask(code);
    }

    /** The task that the current code belongs to; null if there is none. */
    public static Task<?> currentTask() {
        return Task.current();
    }

    /** The tasks of the running loop that have not ended, the oldest first. */
    public static List<Task<?>> allTasks() {
        return getRunningLoop().tasks();
    }

    /** A task of {@code loop}, from any thread. @return where that thread has its result; a cancel is passed on */
    public static <V> CompletableFuture<V> runCoroutineThreadsafe(Awaitable<V> code, EventLoop loop) {
        return loop.createTask(code).toCompletableFuture();
    }

    // ---- sleeping

    /** Waits for a time, in which others run. @param seconds zero or less only lets others run */
    public static void sleep(double seconds) {
        Gevent.sleep(seconds);
    }

    /** The same. */
    public static void sleep(Duration time) {
        Gevent.sleep(time);
    }

    /** The same. @return {@code result} */
    public static <V> V sleep(double seconds, V result) {
        Gevent.sleep(seconds);
        return result;
    }

    // ---- several

    /** As {@link #gather(Collection, boolean)}, the first failure being the result's. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <V> Future<List<V>> gather(Awaitable<? extends V>... awaitables) {
        return gather(Arrays.asList(awaitables));
    }

    /** As {@link #gather(Collection, boolean)}, the first failure being the result's. */
    public static <V> Future<List<V>> gather(Collection<? extends Awaitable<? extends V>> awaitables) {
        return gathering(awaitables, false);
    }

    /**
     * Runs all side by side.
     *
     * @param awaitables futures, and code that becomes tasks
     * @param returnExceptions whether failures are results like others; if not, the first one is that of the whole, and
     * the others run on
     * @return of the results in the order of the awaitables; cancelling it cancels all
     */
    public static Future<List<Object>> gather(
            Collection<? extends Awaitable<?>> awaitables, boolean returnExceptions) {
        return gathering(awaitables, returnExceptions);
    }

    private static <V> Future<List<V>> gathering(
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

    /** A future for each; the same one for what is given twice. */
    @SuppressWarnings("unchecked")
    private static <V> List<Future<V>> futures(Collection<? extends Awaitable<? extends V>> awaitables) {
        Map<Awaitable<?>, Future<V>> known = new IdentityHashMap<>();
        return awaitables.stream().map(awaitable -> known.computeIfAbsent(
                Objects.requireNonNull(awaitable, "awaitable"), _ -> (Future<V>) ensureFuture(awaitable))).toList();
    }

    /** Waits until all have ended. */
    public static <V> Waited<V> wait(Collection<? extends Awaitable<? extends V>> awaitables) {
        return wait(awaitables, null, ReturnWhen.ALL_COMPLETED);
    }

    /** Waits until enough have ended. */
    public static <V> Waited<V> wait(Collection<? extends Awaitable<? extends V>> awaitables, ReturnWhen when) {
        return wait(awaitables, null, when);
    }

    /**
     * Waits until enough have ended, or the time is up. What was not waited for runs on; no failure is thrown.
     *
     * @param awaitables futures, and code that becomes tasks; one at least
     * @param timeout from now; null for none
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <V> Waited<V> wait(
            Collection<? extends Awaitable<? extends V>> awaitables, Duration timeout, ReturnWhen when) {
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
                        || when == ReturnWhen.FIRST_EXCEPTION && future.endOrNull().isFailure()) {
                    break;
                }
            }
        }
        pending.stream().filter(Future::done).forEach(done::add);
        pending.removeAll(done);
        return new Waited<>(done, pending);
    }

    /** The futures of all, each when it has ended. Close it if you may leave it early. */
    public static <V> AsCompleted<V> asCompleted(Collection<? extends Awaitable<? extends V>> awaitables) {
        return asCompleted(awaitables, null);
    }

    /**
     * The same, or until the time is up.
     *
     * @param timeout for all together, from the first that is asked for; null for none
     * @return throws a {@link Timeout} if that is up first
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <V> AsCompleted<V> asCompleted(
            Collection<? extends Awaitable<? extends V>> awaitables, Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        getRunningLoop();
        return new AsCompleted<>(new LinkedHashSet<>(futures(awaitables)), timeout);
    }

    // ---- one

    /**
     * Waits for {@code awaitable}; if that takes too long, or the current task is thrown into, it is cancelled and its
     * end waited for.
     *
     * @param limit from now; null for none
     * @return its result
     * @throws Timeout if the time is up first
     * @throws Exception what it fails with
     * @throws IllegalStateException if no loop runs on this thread
     */
    public static <V> V waitFor(Awaitable<V> awaitable, Duration limit) throws Exception {
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

    /** The same, the limit in seconds; none if it is zero or less. */
    public static <V> V waitFor(Awaitable<V> awaitable, double seconds) throws Exception {
        return waitFor(awaitable, EventLoop.duration(Math.max(0, seconds)));
    }

    private static void cancelAndWait(Future<?> future) {
        future.cancel();
        future.awaitEnd(null);
    }

    /**
     * A future that ends as {@code awaitable} does, and can be cancelled without cancelling that: so a task that waits
     * by it can be.
     */
    public static <V> Future<V> shield(Awaitable<V> awaitable) {
        Future<V> inner = ensureFuture(awaitable);
        Future<V> outer = inner.loop().createFuture();
        inner.rawlink((Wakeup<Waitable>) _ -> outer.endAs(inner));
        return outer;
    }

    // ---- elsewhere

    /**
     * Has a thread call {@code body}, and waits for it. Who is cancelled while it waits leaves at once; the body runs
     * on.
     *
     * @param body may block
     * @return what it returns; what it throws is thrown here, a checked exception as the cause of a {@code
     * CompletionException}
     */
    public static <V> V toThread(Callable<V> body) {
        return Gevent.getHub().threadpool().apply(body);
    }

    /**
     * Starts a program.
     *
     * @param stdout what it has as its standard output: {@link Redirect#PIPE}, say
     * @param args the program and its arguments
     * @return its lines, its end, and more
     * @throws IOException if it cannot be run
     */
    public static Popen createSubprocessExec(Redirect stdout, String... args) throws IOException {
        return Popen.of(args).stdout(stdout).start();
    }

    /** The same for a line for {@code /bin/sh}. */
    public static Popen createSubprocessShell(Redirect stdout, String line) throws IOException {
        return Popen.shell(line).stdout(stdout).start();
    }
}
