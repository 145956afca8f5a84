package gevent.testing;

import gevent.Action;
import gevent.hub.Clock;
import gevent.hub.Environment;
import gevent.hub.Hub;
import gevent.hub.Poller;
import gevent.internal.KernelAccess;
import gevent.io.Transport;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;

/**
 * Runs blocking code the same way every time: on one hub, whose clock jumps to the next timer as soon as nothing else
 * can run, whose order is drawn from a seed, and whose sockets are connected through memory. A day of retries takes
 * milliseconds, and what fails once fails again with the same seed.
 *
 * <pre>{@code
 * Simulation.run(42, () -> {
 *     sleep(Duration.ofDays(1));                        // takes no time
 * });
 * Simulation.explore(1_000, () -> transferTwice());     // a thousand orders; throws the first that fails, with its seed
 * }</pre>
 *
 * <p>The body is the main greenlet of a program of its own, as with {@code Gevent.run}; it runs on a new platform
 * thread, for which the caller waits. Virtual time is what {@code sleep}, {@code Timeout}, limits of waits and of
 * sockets go by, and {@link #now}; with monkey's agent also {@code Thread.sleep} and the JDK's timed waits. It cannot
 * control other platform threads, native code, and clocks, random numbers and identity hash codes that the code reads
 * by itself; what of this it notices is in {@link #uncontrolled()}. Time stands still while offloaded work is under way.
 */
public final class Simulation implements Clock {
    private static final KernelAccess KERNEL = KernelAccess.get();

    /** When time begins, for those who want a date. */
    public static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

    /** So many steps in one instant are greenlets that spin: then time goes on in spite of them. */
    private static final int SPINNING = 100_000;
    private static final long SPUN = Duration.ofMillis(6).toNanos();
    /** So many steps are no test any more. */
    private static final long MOST_STEPS = 20_000_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final long seed;
    private final Random random;
    private final Trace trace = new Trace(this);
    private final Set<String> uncontrolled = new LinkedHashSet<>();     // hub thread only while it runs
    private final Network network;
    private Policy policy;
    private long patience = PATIENCE.toNanos();
    private volatile long nanos;                                        // written by the hub's thread
    private int stepsNow;                                               // hub thread only
    private boolean played;

    /**
     * One that has not run yet.
     *
     * @param seed decides all that is left to chance; equal ones make equal runs
     */
    public Simulation(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.policy = Policy.of(seed);
        this.network = new Network(new Random(random.nextLong()), trace);
    }

    // ---- running

    /**
     * Runs {@code main} in virtual time, in the order that {@code seed} decides.
     *
     * @return what {@code main} returns
     * @throws AssertionError if one ended another of its greenlets; what ends {@code main} is thrown as from
     *         {@code Gevent.run}
     */
    public static <V> V run(long seed, Callable<V> main) {
        return new Simulation(seed).play(main);
    }

    /** The same for a main without a result. */
    public static void run(long seed, Action main) {
        run(seed, main.asCallable());
    }

    /**
     * Runs {@code body} with one seed after the other, until it fails.
     *
     * @param runs how many seeds, from 1; or a single one, that which the property {@code gevent.seed} names
     * @throws SimulationFailure for the first that failed: with the seed, the trace and what was thrown
     */
    public static void explore(int runs, Action body) {
        Exploration.explore(runs, body);
    }

    /** Has {@code policy} decide who runs next, instead of that of the seed; before it is played. */
    public Simulation order(Policy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Has it wait no longer than this, in real time, for a thread that it knows nothing of, before it says that nothing
     * can happen any more; before it is played. Otherwise five seconds.
     */
    public Simulation patience(Duration real) {
        if (!real.isPositive()) {
            throw new IllegalArgumentException("real: " + real + " is not above zero");
        }
        this.patience = real.toNanos();
        return this;
    }

    long patience() {
        return patience;
    }

    /** Runs {@code main}; once. */
    public <V> V play(Callable<V> main) {
        return play(main, true);
    }

    <V> V play(Callable<V> main, boolean prints) {
        Objects.requireNonNull(main, "main");
        if (played) {
            throw new IllegalStateException("A simulation runs once: make another one");
        }
        played = true;
        return new Stage<>(this, main, prints).play();
    }

    /** The same for a main without a result. */
    public void play(Action main) {
        play(main.asCallable());
    }

    /** Makes the hub that it runs on, for the current thread. */
    Hub newHub() {
        Poller real = Environment.real().poller();
        Hub hub = KERNEL.create(new Environment(this, new SeededOrder(policy, trace), new SimulationPoller(this, real)));
        KERNEL.local(hub, Transport.class, () -> network);
        return hub;
    }

    // ---- asking

    /**
     * The one that the current code runs in.
     *
     * @throws IllegalStateException if there is none
     */
    public static Simulation current() {
        Hub hub = Hub.getIfExists();
        if (hub != null && hub.environment().clock() instanceof Simulation simulation) {
            return simulation;
        }
        throw new IllegalStateException("Not in a simulation: this is for code within Simulation.run(…)");
    }

    /** What decides it. Any thread. */
    public long seed() {
        return seed;
    }

    /** How long it has run, by its own time. Any thread. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos);
    }

    /** The date and time in it, which begins at {@link #BEGINNING}. Any thread. */
    public Instant now() {
        return BEGINNING.plusNanos(nanos);
    }

    /** Random numbers that the seed decides. Its own greenlets only. */
    public Random random() {
        return random;
    }

    /** What connects its sockets. */
    public Network network() {
        return network;
    }

    /** What has happened in it. */
    public Trace trace() {
        return trace;
    }

    /**
     * What was noticed that no seed decides, and which may therefore be different the next time; in words, once it has
     * been played.
     */
    public Set<String> uncontrolled() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(uncontrolled));
    }

    // ---- time; for the hub

    @Override
    public long nanos() {
        return nanos;
    }

    void advance(long by) {
        nanos += by;
        stepsNow = 0;
    }

    /** Counts a step. @return when it is */
    long step() {
        if (++stepsNow == SPINNING) {
            advance(SPUN);
            if (trace.steps() > MOST_STEPS) {
                throw new IllegalStateException("Still running after " + trace.steps()
                        + " steps: does something wait in a loop for what never comes?");
            }
        }
        return nanos;
    }

    void uncontrolled(String what) {
        uncontrolled.add(what);
    }

    @Override
    public String toString() {
        return "<Simulation of seed " + seed + ", " + trace.steps() + " steps, " + elapsed() + ">";
    }
}
