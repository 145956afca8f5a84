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
import org.jspecify.annotations.Nullable;

/**
 * The functions that most programs need, for a static import.
 *
 * <pre>{@code
 * import static gevent.Gevent.*;
 *
 * Greenlet<?> a = spawn(this::download, "a.bin");      // starts when this thread first waits
 * Greenlet<?> b = spawn(this::download, "b.bin");
 * joinall(a, b);                                       // both run, on this thread
 * }</pre>
 *
 * <p>Each function works on the hub of the current thread, which is made on first use. Functions that wait let other
 * greenlets run; nothing else does. gevent: the names exported by the module {@code gevent}.
 */
public final class Gevent {
    private Gevent() {
    }

    // ---- spawning

    /**
     * Starts a greenlet. It first runs when the current greenlet waits.
     *
     * @param body may block, and throw anything
     */
    public static <V extends @Nullable Object> Greenlet<V> spawn(Callable<V> body) {
        Greenlet<V> greenlet = new Greenlet<>(body);
        greenlet.start();
        return greenlet;
    }

    /** Starts a greenlet for a body without a result. */
    public static Greenlet<@Nullable Void> spawn(Action body) {
        return spawn(body.asCallable());
    }

    /** Starts a greenlet for a body with one argument, as in {@code spawn(this::download, url)}. */
    public static <A, V extends @Nullable Object> Greenlet<V> spawn(Function1<? super A, V> body, A a) {
        return spawn(() -> body.call(a));
    }

    /** Starts a greenlet for a body with one argument and no result. */
    public static <A> Greenlet<@Nullable Void> spawn(Action1<? super A> body, A a) {
        return spawn(() -> body.run(a));
    }

    /** Starts a greenlet for a body with two arguments. */
    public static <A, B, V extends @Nullable Object> Greenlet<V> spawn(
            Function2<? super A, ? super B, V> body, A a, B b) {
        return spawn(() -> body.call(a, b));
    }

    /** Starts a greenlet for a body with two arguments and no result. */
    public static <A, B> Greenlet<@Nullable Void> spawn(Action2<? super A, ? super B> body, A a, B b) {
        return spawn(() -> body.run(a, b));
    }

    /**
     * Starts a greenlet after a delay.
     *
     * @param delay from now; zero for the next turn of the loop
     * @param body may block, and throw anything
     */
    public static <V extends @Nullable Object> Greenlet<V> spawnLater(Duration delay, Callable<V> body) {
        Greenlet<V> greenlet = new Greenlet<>(body);
        greenlet.startLater(delay);
        return greenlet;
    }

    /** Starts a greenlet after a delay, for a body without a result. */
    public static Greenlet<@Nullable Void> spawnLater(Duration delay, Action body) {
        return spawnLater(delay, body.asCallable());
    }

    /** Starts a greenlet after a delay, for a body with one argument. */
    public static <A, V extends @Nullable Object> Greenlet<V> spawnLater(
            Duration delay, Function1<? super A, V> body, A a) {
        return spawnLater(delay, () -> body.call(a));
    }

    /** Starts a greenlet after a delay, for a body with one argument and no result. */
    public static <A> Greenlet<@Nullable Void> spawnLater(Duration delay, Action1<? super A> body, A a) {
        return spawnLater(delay, () -> body.run(a));
    }

    /** Starts a greenlet after a delay, for a body with two arguments. */
    public static <A, B, V extends @Nullable Object> Greenlet<V> spawnLater(
            Duration delay, Function2<? super A, ? super B, V> body, A a, B b) {
        return spawnLater(delay, () -> body.call(a, b));
    }

    /** Starts a greenlet after a delay, for a body with two arguments and no result. */
    public static <A, B> Greenlet<@Nullable Void> spawnLater(
            Duration delay, Action2<? super A, ? super B> body, A a, B b) {
        return spawnLater(delay, () -> body.run(a, b));
    }

    /** Starts a greenlet after a delay in seconds. */
    public static <V extends @Nullable Object> Greenlet<V> spawnLater(double seconds, Callable<V> body) {
        return spawnLater(Loop.duration(seconds), body);
    }

    /** Starts a greenlet after a delay in seconds, for a body without a result. */
    public static Greenlet<@Nullable Void> spawnLater(double seconds, Action body) {
        return spawnLater(Loop.duration(seconds), body);
    }

    /** Starts a greenlet after a delay in seconds, for a body with one argument. */
    public static <A, V extends @Nullable Object> Greenlet<V> spawnLater(
            double seconds, Function1<? super A, V> body, A a) {
        return spawnLater(Loop.duration(seconds), body, a);
    }

    /** Starts a greenlet after a delay in seconds, for a body with one argument and no result. */
    public static <A> Greenlet<@Nullable Void> spawnLater(double seconds, Action1<? super A> body, A a) {
        return spawnLater(Loop.duration(seconds), body, a);
    }

    /** Starts a greenlet after a delay in seconds, for a body with two arguments. */
    public static <A, B, V extends @Nullable Object> Greenlet<V> spawnLater(
            double seconds, Function2<? super A, ? super B, V> body, A a, B b) {
        return spawnLater(Loop.duration(seconds), body, a, b);
    }

    /** Starts a greenlet after a delay in seconds, for a body with two arguments and no result. */
    public static <A, B> Greenlet<@Nullable Void> spawnLater(
            double seconds, Action2<? super A, ? super B> body, A a, B b) {
        return spawnLater(Loop.duration(seconds), body, a, b);
    }

    // ---- sleeping

    /** Lets everything that is ready run first. gevent: {@code sleep(0)}. */
    public static void sleep() {
        Strand.current().yieldToReady();
    }

    /**
     * Sleeps for a time while other greenlets run.
     *
     * @param seconds zero or less only lets other ready greenlets run
     */
    public static void sleep(double seconds) {
        sleep(seconds <= 0 ? Duration.ZERO : Loop.duration(seconds));
    }

    /**
     * Sleeps for a time while other greenlets run.
     *
     * @param time zero or less only lets other ready greenlets run
     */
    public static void sleep(Duration time) {
        if (!Objects.requireNonNull(time, "time").isPositive()) {
            sleep();
            return;
        }
        Strand self = Strand.current();
        if (self.hub() == null) {
            new Waiter<@Nullable Void>().await(time);
            return;
        }
        Waiter<@Nullable Void> woken = new Waiter<>(time);
        try (Timer timer = self.hub().loop().timer(time)) {
            timer.start(() -> woken.switchTo(null));
            woken.get();
        }
    }

    /**
     * Waits until the loop is idle: no greenlet is ready and no timer is due. gevent: {@code idle()}.
     *
     * @throws InvalidThreadUseError on a virtual thread that runs on no hub
     */
    public static void idle() {
        Waiter<@Nullable Void> woken = new Waiter<>("idle");
        try (Idle idle = Hub.get().loop().idle()) {
            idle.start(() -> woken.switchTo(null));
            woken.get();
        }
    }

    // ---- waiting for several

    /**
     * Iterates over objects in the order in which they become ready, and waits for each.
     *
     * @return may be iterated once; close it if you may stop early
     */
    public static <W extends Waitable> Ready<W> iwait(Collection<? extends W> objects) {
        return new Ready<>(objects, null, Integer.MAX_VALUE);
    }

    /**
     * Iterates over objects in the order in which they become ready, and waits for each.
     *
     * @param timeout limit for the whole iteration, counted from the first request; null for none. When it expires, the
     * iteration ends.
     * @param count the number of objects wanted
     */
    public static <W extends Waitable> Ready<W> iwait(
            Collection<? extends W> objects, @Nullable Duration timeout, int count) {
        return new Ready<>(objects, timeout, count);
    }

    /** As {@link #iwait(Collection, Duration, int)}, with the limit in seconds. */
    public static <W extends Waitable> Ready<W> iwait(Collection<? extends W> objects, double seconds, int count) {
        return iwait(objects, Loop.duration(seconds), count);
    }

    /**
     * Waits until all objects are ready.
     *
     * @return the objects, in the order in which they became ready
     */
    public static <W extends Waitable> List<W> await(Collection<? extends W> objects) {
        return await(objects, null, Integer.MAX_VALUE);
    }

    /**
     * Waits until enough objects are ready, or until the timeout expires.
     *
     * @param timeout null for none
     * @param count how many are enough
     * @return the ready objects, in the order in which they became ready
     */
    public static <W extends Waitable> List<W> await(
            Collection<? extends W> objects, @Nullable Duration timeout, int count) {
        List<W> done = new ArrayList<>();
        try (Ready<W> ready = iwait(objects, timeout, count)) {
            ready.forEach(done::add);
        }
        return done;
    }

    /** As {@link #await(Collection, Duration, int)}, with the limit in seconds. */
    public static <W extends Waitable> List<W> await(Collection<? extends W> objects, double seconds, int count) {
        return await(objects, Loop.duration(seconds), count);
    }

    /**
     * Waits until all objects are ready, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @return the objects that became ready in time
     */
    public static <W extends Waitable> List<W> await(Collection<? extends W> objects, Timeout timeout) {
        List<W> done = new ArrayList<>();
        try (Ready<W> ready = iwait(objects)) {
            return timeout.within(() -> {
                ready.forEach(done::add);
                return done;
            }, () -> done);
        }
    }

    /**
     * Waits until the hub has nothing left to do. Only the thread's main may call this.
     *
     * @return true
     */
    public static boolean await() {
        Hub.get().join();
        return true;
    }

    /**
     * Waits until the hub has nothing left to do, or until the timeout expires. Only the thread's main may call this.
     *
     * @return whether nothing is left to do
     */
    public static boolean await(Duration timeout) {
        Loop.nanos(timeout, "timeout");
        return Hub.get().join(timeout);
    }

    /** As {@link #await(Duration)}, in seconds. */
    public static boolean await(double seconds) {
        return await(Loop.duration(seconds));
    }

    /**
     * Waits until all greenlets have ended.
     *
     * @return the greenlets, in the order in which they ended
     */
    public static List<Greenlet<?>> joinall(Greenlet<?>... greenlets) {
        return joinall(Arrays.asList(greenlets));
    }

    /**
     * Waits until all greenlets have ended.
     *
     * @return the greenlets, in the order in which they ended
     */
    public static List<Greenlet<?>> joinall(Collection<? extends Greenlet<?>> greenlets) {
        return joinall(greenlets, null, false, Integer.MAX_VALUE);
    }

    /** Waits with a limit; see {@link #joinall(Collection, Duration, boolean, int)}. */
    public static List<Greenlet<?>> joinall(Collection<? extends Greenlet<?>> greenlets, @Nullable Duration timeout) {
        return joinall(greenlets, timeout, false, Integer.MAX_VALUE);
    }

    /** Waits, and throws the first failure; see {@link #joinall(Collection, Duration, boolean, int)}. */
    public static List<Greenlet<?>> joinall(Collection<? extends Greenlet<?>> greenlets, boolean raiseError) {
        return joinall(greenlets, null, raiseError, Integer.MAX_VALUE);
    }

    /** Waits for {@code count} greenlets; see {@link #joinall(Collection, Duration, boolean, int)}. */
    public static List<Greenlet<?>> joinall(Collection<? extends Greenlet<?>> greenlets, int count) {
        return joinall(greenlets, null, false, count);
    }

    /** Waits with a limit, and throws the first failure; see {@link #joinall(Collection, Duration, boolean, int)}. */
    public static List<Greenlet<?>> joinall(
            Collection<? extends Greenlet<?>> greenlets, @Nullable Duration timeout, boolean raiseError) {
        return joinall(greenlets, timeout, raiseError, Integer.MAX_VALUE);
    }

    /** Waits with a limit for {@code count} greenlets; see {@link #joinall(Collection, Duration, boolean, int)}. */
    public static List<Greenlet<?>> joinall(
            Collection<? extends Greenlet<?>> greenlets, @Nullable Duration timeout, int count) {
        return joinall(greenlets, timeout, false, count);
    }

    /** As {@link #joinall(Collection, Duration, boolean)}, in seconds. */
    public static List<Greenlet<?>> joinall(
            Collection<? extends Greenlet<?>> greenlets, double seconds, boolean raiseError) {
        return joinall(greenlets, Loop.duration(seconds), raiseError);
    }

    /** As {@link #joinall(Collection, Duration, int)}, in seconds. */
    public static List<Greenlet<?>> joinall(Collection<? extends Greenlet<?>> greenlets, double seconds, int count) {
        return joinall(greenlets, Loop.duration(seconds), count);
    }

    /** As {@link #joinall(Collection, Duration, boolean, int)}, in seconds. */
    public static List<Greenlet<?>> joinall(
            Collection<? extends Greenlet<?>> greenlets, double seconds, boolean raiseError, int count) {
        return joinall(greenlets, Loop.duration(seconds), raiseError, count);
    }

    /**
     * Waits for {@code count} greenlets, and throws the first failure; see
     * {@link #joinall(Collection, Duration, boolean, int)}.
     */
    public static List<Greenlet<?>> joinall(
            Collection<? extends Greenlet<?>> greenlets, boolean raiseError, int count) {
        return joinall(greenlets, null, raiseError, count);
    }

    /**
     * Waits until enough greenlets have ended, or until the timeout expires.
     *
     * @param timeout null for none; its expiry is not an error
     * @param raiseError whether to throw the first failure, as the {@code get()} of that greenlet does; the other
     * greenlets run on
     * @param count how many are enough
     * @return the greenlets that have ended, in the order in which they ended
     */
    public static List<Greenlet<?>> joinall(
            Collection<? extends Greenlet<?>> greenlets, @Nullable Duration timeout, boolean raiseError, int count) {
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

    /** Kills the greenlets with a {@link GreenletExit}, and waits until they have ended. */
    public static void killall(Greenlet<?>... greenlets) {
        killall(Arrays.asList(greenlets));
    }

    /** Kills all greenlets with a {@link GreenletExit}, and waits until they have ended. */
    public static void killall(Collection<? extends Greenlet<?>> greenlets) {
        killall(greenlets, new GreenletExit(), true, null);
    }

    /** Throws {@code exception} into all greenlets, and waits until they have ended. */
    public static void killall(Collection<? extends Greenlet<?>> greenlets, Throwable exception) {
        killall(greenlets, exception, true, null);
    }

    /** As {@link #killall(Collection, Throwable, boolean, Duration)}, with the limit in seconds. */
    public static void killall(
            Collection<? extends Greenlet<?>> greenlets, Throwable exception, boolean block, double seconds) {
        killall(greenlets, exception, block, Loop.duration(seconds));
    }

    /**
     * Throws {@code exception} into all greenlets, in their order. Greenlets that have not begun never run.
     *
     * @param exception is thrown in each
     * @param block whether to wait until the greenlets have ended
     * @param timeout limit for that wait; null for none
     * @throws Timeout if some have not ended in time
     */
    public static void killall(
            Collection<? extends Greenlet<?>> greenlets, Throwable exception, boolean block,
            @Nullable Duration timeout) {
        Objects.requireNonNull(exception, "exception");
        Loop.checkLimit(timeout, "timeout");
        List<? extends Greenlet<?>> victims = List.copyOf(Objects.requireNonNull(greenlets, "greenlets"));
        List<Greenlet<?>> running = new ArrayList<>();
        for (Greenlet<?> victim : victims) {
            if (!(victim.hub().isCurrent() || victim.hub().isClosed()) || !victim.cancel(exception)) {
                running.add(victim);
            }
        }
        running.stream().map(Greenlet::hub).distinct().forEach(hub -> hub.offerCallback(() -> running.stream()
                .filter(victim -> victim.hub() == hub).forEach(victim -> victim.killNow(exception))));
        if (block && joinall(running, timeout).size() < running.size()) {
            throw Timeout.expired(timeout);
        }
    }

    // ---- limits and results

    /**
     * Runs a body under a time limit.
     *
     * @param limit from now; null for none
     * @return what the body returns
     * @throws Timeout if the limit expires first
     * @throws CompletionException caused by a checked exception of the body
     */
    public static <V extends @Nullable Object> V withTimeout(@Nullable Duration limit, Callable<V> body) {
        checkLimited(limit, body);
        if (limit == null) {
            return call(body);
        }
        return new Timeout(limit).within(() -> call(body));
    }

    /** Runs a body under a time limit in seconds. */
    public static <V extends @Nullable Object> V withTimeout(double seconds, Callable<V> body) {
        return withTimeout(Loop.duration(seconds), body);
    }

    /**
     * Runs a body under a time limit, with a fallback result. The expiry is recognised whatever a library in the body
     * has wrapped it in; see {@link Timeout#caused}.
     *
     * @param limit from now; null for none
     * @param fallback is returned if the limit expires first
     * @return what the body returns
     * @throws CompletionException caused by a checked exception of the body
     */
    public static <V extends @Nullable Object> V withTimeout(@Nullable Duration limit, Callable<V> body, V fallback) {
        checkLimited(limit, body);
        if (limit == null) {
            return call(body);
        }
        return new Timeout(limit).within(() -> call(body), () -> fallback);
    }

    /** Runs a body under a time limit in seconds, with a fallback result. */
    public static <V extends @Nullable Object> V withTimeout(double seconds, Callable<V> body, V fallback) {
        return withTimeout(Loop.duration(seconds), body, fallback);
    }

    /**
     * Runs a body without a result under a time limit.
     *
     * @param limit from now; null for none
     * @throws Timeout if the limit expires first
     * @throws CompletionException caused by a checked exception of the body
     */
    public static void withTimeout(@Nullable Duration limit, Action body) {
        withTimeout(limit, body.asCallable());
    }

    /** Runs a body without a result under a time limit in seconds. */
    public static void withTimeout(double seconds, Action body) {
        withTimeout(Loop.duration(seconds), body);
    }

    private static void checkLimited(@Nullable Duration limit, Callable<?> body) {
        Loop.checkLimit(limit, "limit");
        Objects.requireNonNull(body, "body");
    }

    private static <V extends @Nullable Object> V call(Callable<V> body) {
        try {
            return body.call();
        } catch (Throwable t) {
            switch (Strand.current().unwrapInterrupt(t)) {
                case Error thrownIn -> throw thrownIn;
                case RuntimeException thrownIn -> throw thrownIn;
                case Throwable checked -> throw new CompletionException(checked);
            }
        }
    }

    /** As {@link #gather(Collection)}. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static <V extends @Nullable Object> List<V> gather(Callable<? extends V>... bodies) {
        return gather(Arrays.asList(bodies));
    }

    /**
     * Runs bodies concurrently, each in a greenlet, and waits for all of them. If a body fails, the other greenlets are
     * killed, and the failure is thrown when they have ended. An exception thrown into the current greenlet, such as a
     * {@link Timeout}, does the same. No spawned greenlet outlives the call, unless the current greenlet is thrown into
     * again while it waits for them to end. asyncio: {@code gather}; trio: nursery.
     *
     * @return the results, in the order of the bodies
     * @throws CompletionException caused by a checked exception of a body; an unchecked one is thrown as it is
     */
    public static <V extends @Nullable Object> List<V> gather(Collection<? extends Callable<? extends V>> bodies) {
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
            return greenlets.stream().map(Greenlet::get).toList();
        } catch (Throwable first) {
            killall(greenlets);
            greenlets.stream().map(Greenlet::exception)
                    .filter(other -> other != null && other != first && other != first.getCause())
                    .forEach(first::addSuppressed);
            throw first;
        }
    }

    /**
     * Runs a whole program, with {@code main} as a greenlet on this thread. So {@code main} may take locks that
     * greenlets hold, and can be thrown into like any other greenlet. An interrupt of the thread, Ctrl-C
     * ({@link gevent.hub.KeyboardInterrupt}) and {@link LoopExit} are thrown in {@code main}. When {@code main} ends,
     * the other greenlets are killed and the hub is closed.
     *
     * @return what {@code main} returns
     * @throws IllegalStateException in a greenlet
     * @throws CompletionException caused by a checked exception of {@code main}; an unchecked one is thrown as it is
     */
    public static <V extends @Nullable Object> V run(Callable<V> main) {
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
                } catch (LoopExit | Interrupted | VirtualMachineError concernsMain) {
                    hub.runCallback(() -> greenlet.killNow(concernsMain));
                }
            }
            return greenlet.get();
        }
    }

    /** Runs a whole program whose {@code main} has no result. */
    public static void run(Action main) {
        run(main.asCallable());
    }

    // ---- asking

    /** The current greenlet: a spawned one, or the one that stands for the thread's main. */
    public static Greenlet<?> getcurrent() {
        Strand current = Strand.current();
        return current instanceof Greenlet<?> greenlet ? greenlet : ThreadGreenlet.of(current);
    }

    /** The hub of the current thread. */
    public static Hub getHub() {
        return Hub.get();
    }
}
