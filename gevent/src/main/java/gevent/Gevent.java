package gevent;

import gevent.hub.Hub;
import gevent.hub.Idle;
import gevent.hub.Interrupted;
import gevent.hub.InvalidThreadUseError;
import gevent.hub.Loop;
import gevent.hub.LoopExit;
import gevent.hub.Strand;
import gevent.hub.Timer;
import gevent.hub.Waiter;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;

/**
 * The verbs, to be imported statically: everything that most programs need.
 *
 * <pre>{@code
 * import static gevent.Gevent.*;
 *
 * Greenlet<?> a = spawn(this::download, "a.bin");      // starts when we first wait
 * Greenlet<?> b = spawn(this::download, "b.bin");
 * joinall(a, b);                                       // both run, on this thread
 * }</pre>
 *
 * <p>Each works on the hub of the current thread, which is made when it is first needed. What waits lets other
 * greenlets run; nothing else does. gevent: the names exported by the module {@code gevent}.
 */
public final class Gevent {
    private Gevent() {
    }

    // ---- spawning

    /**
     * A started greenlet; it runs when the current one waits.
     *
     * @param body may block, and throw anything
     */
    public static <V> Greenlet<V> spawn(Callable<V> body) {
        Greenlet<V> greenlet = new Greenlet<>(body);
        greenlet.start();
        return greenlet;
    }

    /** The same for a body without a result. */
    public static Greenlet<Void> spawn(Action body) {
        return spawn(body.asCallable());
    }

    /** The same for a body with one argument, as in {@code spawn(this::download, url)}. */
    public static <A, V> Greenlet<V> spawn(Function1<? super A, V> body, A a) {
        return spawn(() -> body.call(a));
    }

    /** The same for a body with one argument and no result. */
    public static <A> Greenlet<Void> spawn(Action1<? super A> body, A a) {
        return spawn(() -> body.run(a));
    }

    /** The same for a body with two arguments. */
    public static <A, B, V> Greenlet<V> spawn(Function2<? super A, ? super B, V> body, A a, B b) {
        return spawn(() -> body.call(a, b));
    }

    /** The same for a body with two arguments and no result. */
    public static <A, B> Greenlet<Void> spawn(Action2<? super A, ? super B> body, A a, B b) {
        return spawn(() -> body.run(a, b));
    }

    /**
     * A greenlet that starts after a time.
     *
     * @param delay from now; zero for the next turn of the loop
     * @param body may block, and throw anything
     */
    public static <V> Greenlet<V> spawnLater(Duration delay, Callable<V> body) {
        Greenlet<V> greenlet = new Greenlet<>(body);
        greenlet.startLater(delay);
        return greenlet;
    }

    /** The same for a body without a result. */
    public static Greenlet<Void> spawnLater(Duration delay, Action body) {
        return spawnLater(delay, body.asCallable());
    }

    /** The same for a body with one argument. */
    public static <A, V> Greenlet<V> spawnLater(Duration delay, Function1<? super A, V> body, A a) {
        return spawnLater(delay, () -> body.call(a));
    }

    /** The same for a body with one argument and no result. */
    public static <A> Greenlet<Void> spawnLater(Duration delay, Action1<? super A> body, A a) {
        return spawnLater(delay, () -> body.run(a));
    }

    /** The same for a body with two arguments. */
    public static <A, B, V> Greenlet<V> spawnLater(Duration delay, Function2<? super A, ? super B, V> body, A a, B b) {
        return spawnLater(delay, () -> body.call(a, b));
    }

    /** The same for a body with two arguments and no result. */
    public static <A, B> Greenlet<Void> spawnLater(Duration delay, Action2<? super A, ? super B> body, A a, B b) {
        return spawnLater(delay, () -> body.run(a, b));
    }

    /** The same, the delay in seconds. */
    public static <V> Greenlet<V> spawnLater(double seconds, Callable<V> body) {
        return spawnLater(duration(seconds), body);
    }

    /** The same, the delay in seconds. */
    public static Greenlet<Void> spawnLater(double seconds, Action body) {
        return spawnLater(duration(seconds), body);
    }

    /** The same, the delay in seconds. */
    public static <A, V> Greenlet<V> spawnLater(double seconds, Function1<? super A, V> body, A a) {
        return spawnLater(duration(seconds), body, a);
    }

    /** The same, the delay in seconds. */
    public static <A> Greenlet<Void> spawnLater(double seconds, Action1<? super A> body, A a) {
        return spawnLater(duration(seconds), body, a);
    }

    /** The same, the delay in seconds. */
    public static <A, B, V> Greenlet<V> spawnLater(double seconds, Function2<? super A, ? super B, V> body, A a, B b) {
        return spawnLater(duration(seconds), body, a, b);
    }

    /** The same, the delay in seconds. */
    public static <A, B> Greenlet<Void> spawnLater(double seconds, Action2<? super A, ? super B> body, A a, B b) {
        return spawnLater(duration(seconds), body, a, b);
    }

    // ---- sleeping

    /** Lets everything that is ready run first. gevent: {@code sleep(0)}. */
    public static void sleep() {
        Strand.current().yieldToReady();
    }

    /**
     * Waits for a time, in which others run.
     *
     * @param seconds zero or less only lets others run
     */
    public static void sleep(double seconds) {
        sleep(seconds <= 0 ? Duration.ZERO : duration(seconds));
    }

    /**
     * Waits for a time, in which others run.
     *
     * @param time zero or less only lets others run
     */
    public static void sleep(Duration time) {
        if (!Objects.requireNonNull(time, "time").isPositive()) {
            sleep();
            return;
        }
        Strand self = Strand.current();
        if (self.hub() == null) {
            new Waiter<Void>().await(time);
            return;
        }
        Waiter<Void> woken = new Waiter<>(time);
        try (Timer timer = self.hub().loop().timer(time)) {
            timer.start(() -> woken.switchTo(null));
            woken.get();
        }
    }

    /**
     * Waits until nothing else is left to do now: no greenlet is ready, no timer due. gevent: {@code idle()}.
     *
     * @throws InvalidThreadUseError on a virtual thread that runs on no hub
     */
    public static void idle() {
        Waiter<Void> woken = new Waiter<>("idle");
        try (Idle idle = Hub.get().loop().idle()) {
            idle.start(() -> woken.switchTo(null));
            woken.get();
        }
    }

    static Duration duration(double seconds) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException("seconds: not a number");
        }
        return seconds >= Long.MAX_VALUE / 1e9 ? Duration.ofSeconds(Long.MAX_VALUE)
                : Duration.ofNanos((long) (seconds * 1e9));
    }

    // ---- waiting for several

    /**
     * Waits for objects, one after the other as they become ready.
     *
     * @return to be walked once; close it if you may leave it early
     */
    public static <W extends Waitable> Ready<W> iwait(Collection<? extends W> objects) {
        return new Ready<>(objects, null, Integer.MAX_VALUE);
    }

    /**
     * Waits for objects, one after the other as they become ready.
     *
     * @param timeout for all together, from the first that is asked for; null for none. When it is up the walk ends.
     * @param count how many are wanted
     */
    public static <W extends Waitable> Ready<W> iwait(Collection<? extends W> objects, Duration timeout, int count) {
        return new Ready<>(objects, timeout, count);
    }

    /** Waits until all are ready. @return them, in the order in which they became so */
    public static <W extends Waitable> List<W> await(Collection<? extends W> objects) {
        return await(objects, null, Integer.MAX_VALUE);
    }

    /**
     * Waits until some are ready, or the time is up.
     *
     * @param timeout null for none
     * @param count how many are enough
     * @return those that are ready, in the order in which they became so
     */
    public static <W extends Waitable> List<W> await(Collection<? extends W> objects, Duration timeout, int count) {
        List<W> done = new ArrayList<>();
        try (Ready<W> ready = iwait(objects, timeout, count)) {
            ready.forEach(done::add);
        }
        return done;
    }

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @return those that are ready in time */
    public static <W extends Waitable> List<W> await(Collection<? extends W> objects, Timeout timeout) {
        List<W> done = new ArrayList<>();
        try (Ready<W> ready = iwait(objects)) {
            return timeout.within(() -> {
                ready.forEach(done::add);
                return done;
            }, () -> done);
        }
    }

    /** Waits until nothing is left to do; in the thread's main only. @return true */
    public static boolean await() {
        Hub.get().join();
        return true;
    }

    /**
     * Waits until nothing is left to do, or the time is up; in the thread's main only. @return whether nothing is left
     */
    public static boolean await(Duration timeout) {
        Loop.nanos(timeout, "timeout");
        return Hub.get().join(timeout);
    }

    /** Waits until all have ended. @return them, in the order in which they did */
    public static List<Greenlet<?>> joinall(Greenlet<?>... greenlets) {
        return joinall(Arrays.asList(greenlets));
    }

    /** Waits until all have ended. @return them, in the order in which they did */
    public static List<Greenlet<?>> joinall(Collection<? extends Greenlet<?>> greenlets) {
        return joinall(greenlets, null, false, Integer.MAX_VALUE);
    }

    /** The same with a limit; see {@link #joinall(Collection, Duration, boolean, int)}. */
    public static List<Greenlet<?>> joinall(Collection<? extends Greenlet<?>> greenlets, Duration timeout) {
        return joinall(greenlets, timeout, false, Integer.MAX_VALUE);
    }

    /** The same, throwing the first failure; see {@link #joinall(Collection, Duration, boolean, int)}. */
    public static List<Greenlet<?>> joinall(Collection<? extends Greenlet<?>> greenlets, boolean raiseError) {
        return joinall(greenlets, null, raiseError, Integer.MAX_VALUE);
    }

    /** The same for some of them; see {@link #joinall(Collection, Duration, boolean, int)}. */
    public static List<Greenlet<?>> joinall(Collection<? extends Greenlet<?>> greenlets, int count) {
        return joinall(greenlets, null, false, count);
    }

    /** The same with a limit, throwing the first failure; see {@link #joinall(Collection, Duration, boolean, int)}. */
    public static List<Greenlet<?>> joinall(
            Collection<? extends Greenlet<?>> greenlets, Duration timeout, boolean raiseError) {
        return joinall(greenlets, timeout, raiseError, Integer.MAX_VALUE);
    }

    /** The same with a limit, for some of them; see {@link #joinall(Collection, Duration, boolean, int)}. */
    public static List<Greenlet<?>> joinall(Collection<? extends Greenlet<?>> greenlets, Duration timeout, int count) {
        return joinall(greenlets, timeout, false, count);
    }

    /**
     * The same for some of them, throwing the first failure; see {@link #joinall(Collection, Duration, boolean, int)}.
     */
    public static List<Greenlet<?>> joinall(
            Collection<? extends Greenlet<?>> greenlets, boolean raiseError, int count) {
        return joinall(greenlets, null, raiseError, count);
    }

    /**
     * Waits until some have ended, or the time is up.
     *
     * @param timeout null for none; it is no error if it is up first
     * @param raiseError whether to throw the failure of the first that fails, as its {@code get()} does; the others run
     * on
     * @param count how many are enough
     * @return those that have ended, in the order in which they did
     */
    public static List<Greenlet<?>> joinall(
            Collection<? extends Greenlet<?>> greenlets, Duration timeout, boolean raiseError, int count) {
        Objects.requireNonNull(greenlets, "greenlets");
        List<Greenlet<?>> done = new ArrayList<>();
        try (Ready<Greenlet<?>> ready = iwait(greenlets, timeout, count)) {
            for (Greenlet<?> greenlet : ready) {
                if (raiseError && !greenlet.isSuccessful()) {
                    greenlet.get();
                }
                done.add(greenlet);
            }
        }
        return done;
    }

    // ---- killing

    /** Tells all to exit, and waits until they have. */
    public static void killall(Collection<? extends Greenlet<?>> greenlets) {
        killall(greenlets, new GreenletExit(), true, null);
    }

    /**
     * Throws into all, in their order. Those that have not begun never run.
     *
     * @param exception is thrown in each
     * @param block whether to wait until they have ended
     * @param timeout for that; null for none
     * @throws Timeout if some have not ended in time
     */
    public static void killall(
            Collection<? extends Greenlet<?>> greenlets, Throwable exception, boolean block, Duration timeout) {
        Objects.requireNonNull(exception, "exception");
        Loop.checkLimit(timeout, "timeout");
        List<? extends Greenlet<?>> victims = List.copyOf(Objects.requireNonNull(greenlets, "greenlets"));
        List<Greenlet<?>> running = new ArrayList<>();
        for (Greenlet<?> victim : victims) {
            if (!victim.hub().isCurrent() || !victim.cancel(exception)) {
                running.add(victim);
            }
        }
        running.stream().map(Greenlet::hub).distinct().forEach(hub -> hub.runCallback(() -> running.stream()
                .filter(victim -> victim.hub() == hub).forEach(victim -> victim.killNow(exception))));
        if (block && joinall(running, timeout).size() < running.size()) {
            throw Timeout.expired(timeout);
        }
    }

    // ---- limits and results

    /**
     * Runs a body, but no longer than a time.
     *
     * @param limit from now; null for none
     * @return what the body returns
     * @throws Timeout if the time is up first
     * @throws CompletionException caused by a checked exception of the body
     */
    public static <V> V withTimeout(Duration limit, Callable<V> body) {
        checkLimited(limit, body);
        if (limit == null) {
            return call(body);
        }
        try (Timeout _ = Timeout.start(limit)) {
            return call(body);
        }
    }

    /** The same, the limit in seconds. */
    public static <V> V withTimeout(double seconds, Callable<V> body) {
        return withTimeout(duration(seconds), body);
    }

    /**
     * Runs a body, but no longer than a time.
     *
     * @param limit from now; null for none
     * @param fallback is returned if the time is up first
     * @return what the body returns
     * @throws CompletionException caused by a checked exception of the body
     */
    public static <V> V withTimeout(Duration limit, Callable<V> body, V fallback) {
        checkLimited(limit, body);
        if (limit == null) {
            return call(body);
        }
        return new Timeout(limit).within(() -> call(body), () -> fallback);
    }

    private static void checkLimited(Duration limit, Callable<?> body) {
        Loop.checkLimit(limit, "limit");
        Objects.requireNonNull(body, "body");
    }

    private static <V> V call(Callable<V> body) {
        try {
            return body.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            switch (Strand.current().unwrapInterrupt(e)) {
                case Error thrownIn -> throw thrownIn;
                case RuntimeException thrownIn -> throw thrownIn;
                case Throwable t -> throw new CompletionException(t);
            }
        }
    }

    /** As {@link #gather(Collection)}. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <V> List<V> gather(Callable<? extends V>... bodies) {
        return gather(Arrays.asList(bodies));
    }

    /**
     * Runs bodies side by side, each in a greenlet, and waits for all. The first that fails has the others killed, and
     * is thrown when they have ended; so has an exception in the current greenlet, a {@link Timeout} say. Nothing that
     * it spawned outlives it, unless it is thrown into
     * again while it waits for their end. asyncio: {@code gather}, and trio's nursery.
     *
     * @return the results, in the order of the bodies
     * @throws CompletionException caused by a checked exception of a body; an unchecked one is thrown as it is
     */
    public static <V> List<V> gather(Collection<? extends Callable<? extends V>> bodies) {
        List<Greenlet<V>> greenlets = new ArrayList<>(bodies.size());
        try {
            for (Callable<? extends V> body : bodies) {
                Greenlet<V> greenlet = Greenlet.quiet(Hub.get(), body);
                greenlets.add(greenlet);
                greenlet.start();
            }
            try (Ready<Greenlet<V>> ready = iwait(greenlets)) {
                ready.forEachRemaining(Greenlet::get);
            }
            return greenlets.stream().map(Greenlet::value).toList();
        } catch (Throwable first) {
            killall(greenlets);
            greenlets.stream().map(Greenlet::exception)
                    .filter(other -> other != null && other != first && other != first.getCause())
                    .forEach(first::addSuppressed);
            throw first;
        }
    }

    /**
     * Runs a whole program: {@code main} as a greenlet, on this thread. So main may take locks that greenlets hold, and
     * is thrown into like any other; an interrupt of the thread, Ctrl-C ({@link gevent.hub.KeyboardInterrupt}) and
     * {@link LoopExit} are thrown there. When it ends the other greenlets are told to exit, and the hub is closed.
     *
     * @return what {@code main} returns
     * @throws IllegalStateException in a greenlet
     * @throws CompletionException caused by a checked exception of {@code main}; an unchecked one is thrown as it is
     */
    public static <V> V run(Callable<V> main) {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException(
                    "run(…) starts a program, on a platform thread; in a greenlet use spawn(…)");
        }
        try (Hub hub = Hub.get()) {
            hub.runOnlyGreenlets();
            hub.watchKeyboard();
            Greenlet<V> greenlet = Greenlet.quiet(hub, main);
            greenlet.setName("main");
            greenlet.start();
            while (!greenlet.isReady()) {
                try {
                    greenlet.join();
                } catch (LoopExit | Interrupted concernsMain) {
                    hub.runCallback(() -> greenlet.killNow(concernsMain));
                }
            }
            return greenlet.get();
        }
    }

    /** The same for a main without a result. */
    public static void run(Action main) {
        run(main.asCallable());
    }

    // ---- asking

    /** The current greenlet: what was spawned, or one that stands for the thread's main. */
    public static Greenlet<?> getcurrent() {
        Strand current = Strand.current();
        return current instanceof Greenlet<?> greenlet ? greenlet : ThreadGreenlet.of(current);
    }

    /** The hub of the current thread. */
    public static Hub getHub() {
        return Hub.get();
    }
}
