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
import org.jspecify.annotations.Nullable;

/**
 * Runs blocking code the same way every time, on one hub. The clock of the hub jumps to the next timer as soon as
 * nothing else can run. Its order is drawn from a seed, and its sockets are connected through memory. A day of retries
 * takes milliseconds, and what fails once fails again with the same seed.
 *
 * <pre>{@code
 * Simulation.run(42, () -> {
 *     sleep(Duration.ofDays(1));                        // takes no time
 * });
 * Simulation.explore(1_000, () -> transferTwice());     // a thousand orders; throws the first failure, with its seed
 * }</pre>
 *
 * <p>The body is the main greenlet of its own program, as with {@code Gevent.run}. It runs on a new platform thread,
 * and the caller waits for that thread. Virtual time applies to {@code sleep}, {@code Timeout}, limits of waits and of
 * sockets, and {@link #now}; with monkey's agent also to {@code Thread.sleep} and the JDK's timed waits. A simulation
 * cannot control other platform threads, native code, and clocks, random numbers and identity hash codes that the code
 * reads by itself; {@link #uncontrolled()} has what it notices of these. Time stands still while offloaded work is
 * under way.
 */
public final class Simulation implements Clock {
    private static final KernelAccess KERNEL = KernelAccess.get();

    /** The date at which virtual time begins. */
    public static final Instant BEGINNING = Instant.parse("2000-01-01T00:00:00Z");

    /** This many steps at one instant mean that greenlets spin; time then goes on in spite of them. */
    private static final int SPINNING = 100_000;
    private static final long SPUN = Duration.ofMillis(6).toNanos();
    private static final long MOST_STEPS = 20_000_000;
    private static final Duration MOST_VIRTUAL_TIME = Duration.ofDays(100 * 365);
    private static final Duration MOST_REAL_TIME = Duration.ofMinutes(10);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final long seed;
    private final Random random;
    private final Trace trace = new Trace(this);
    private final Set<String> uncontrolled = new LinkedHashSet<>();     // hub thread only while it runs
    private final Network network;
    private Policy policy;
    private final Limits limits = new Limits(MOST_STEPS, MOST_VIRTUAL_TIME, MOST_REAL_TIME);
    private long patience = PATIENCE.toNanos();
    private volatile long nanos;                                        // written by the hub's thread
    private int stepsNow;                                               // hub thread only
    private boolean played;

    /**
     * Creates a simulation.
     *
     * @param seed decides everything that is left to chance; equal seeds make equal runs
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
     * @throws AssertionError if one ended another greenlet of the simulation; what ends {@code main} is thrown as from
     * {@code Gevent.run}
     */
    public static <V extends @Nullable Object> V run(long seed, Callable<V> main) {
        return new Simulation(seed).play(main);
    }

    /** Runs a {@code main} without a result in virtual time, in the order that {@code seed} decides. */
    public static void run(long seed, Action main) {
        run(seed, main.asCallable());
    }

    /**
     * Runs {@code body} with one seed after another, until it fails.
     *
     * @param runs number of seeds, from 1; if the property {@code gevent.seed} names a seed, only that one runs
     * @throws SimulationFailure for the first failure, with the seed, the trace and the exception
     */
    public static void explore(int runs, Action body) {
        Exploration.explore(runs, body);
    }

    /** Lets {@code policy} decide what runs next, instead of the policy of the seed. Call this before the run. */
    public Simulation order(Policy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Limits how long, in real time, the simulation waits for an unknown thread before it reports that nothing can
     * happen any more (default five seconds). Call this before the run.
     */
    public Simulation patience(Duration real) {
        this.patience = Limits.positive(real, "real");
        return this;
    }

    /**
     * Limits the number of steps (default twenty million). A run that takes more fails with a report of its greenlets.
     * Call this before the run.
     *
     * @param most from 1
     */
    public Simulation mostSteps(long most) {
        limits.steps(most);
        return this;
    }

    /**
     * Limits virtual time (default a hundred years). A run that takes longer fails with a report of its greenlets. Call
     * this before the run.
     */
    public Simulation mostVirtualTime(Duration most) {
        limits.virtualTime(most);
        return this;
    }

    /**
     * Limits real time (default ten minutes), which is measured between steps. A run that takes longer fails with a
     * report of its greenlets. Call this before the run.
     */
    public Simulation mostRealTime(Duration most) {
        limits.realTime(most);
        return this;
    }

    long patience() {
        return patience;
    }

    /** Runs {@code main}. A simulation runs only once. */
    public <V extends @Nullable Object> V play(Callable<V> main) {
        return play(main, true);
    }

    <V extends @Nullable Object> V play(Callable<V> main, boolean prints) {
        Objects.requireNonNull(main, "main");
        if (played) {
            throw new IllegalStateException("A simulation runs once: make another one");
        }
        played = true;
        return new Stage<>(this, main, prints).play();
    }

    /** Runs a {@code main} without a result. A simulation runs only once. */
    public void play(Action main) {
        play(main.asCallable());
    }

    /** Makes the hub of the simulation, for the current thread. */
    Hub newHub() {
        Poller real = Environment.real().poller();
        Hub hub = KERNEL.create(
                new Environment(this, new SeededOrder(policy, trace), new SimulationPoller(this, real)));
        KERNEL.setStrict(hub, true);
        KERNEL.local(hub, Transport.class, () -> network);
        return hub;
    }

    // ---- asking

    /**
     * The simulation that the current code runs in.
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

    /** The seed that decides the run. Any thread. */
    public long seed() {
        return seed;
    }

    /** How long the simulation has run, in virtual time. Any thread. */
    public Duration elapsed() {
        return Duration.ofNanos(nanos);
    }

    /** The virtual date and time, which begins at {@link #BEGINNING}. Any thread. */
    public Instant now() {
        return BEGINNING.plusNanos(nanos);
    }

    /** Random numbers that the seed decides. Only for the simulation's own greenlets. */
    public Random random() {
        return random;
    }

    /** The network that connects the simulation's sockets. */
    public Network network() {
        return network;
    }

    /** What has happened in the simulation. */
    public Trace trace() {
        return trace;
    }

    /**
     * What the simulation noticed that no seed decides, in words. It may be different in the next run. Call this after
     * the run.
     */
    public Set<String> uncontrolled() {
        return Collections.unmodifiableSet(new LinkedHashSet<>(uncontrolled));
    }

    // ---- time; for the hub

    @Override
    public long nanos() {
        return nanos;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate")        // only the hub's thread writes
    void advance(long by) {
        limits.checkVirtualTime(this, nanos, by);
        nanos += by;
        stepsNow = 0;
    }

    /** Counts a step, and returns the virtual time. */
    long step() {
        if (++stepsNow == SPINNING) {
            advance(SPUN);
        }
        limits.checkStep(this, trace.steps());
        return nanos;
    }

    void checkRealTime() {
        limits.checkRealTime(this);
    }

    void uncontrolled(String what) {
        uncontrolled.add(what);
    }

    @Override
    public String toString() {
        return "<Simulation of seed " + seed + ", " + trace.steps() + " steps, " + elapsed() + ">";
    }
}
