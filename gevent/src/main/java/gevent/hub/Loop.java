package gevent.hub;

import gevent.internal.jdk.VirtualThreads;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * The order in which things happen on one hub: callbacks and the slices of greenlets, timers, I/O. It decides what runs
 * next; who may run it and for how long is the {@link Hub}'s business, how to wait for the operating system the
 * {@link Poller}'s.
 *
 * <pre>
 *   one turn:   callbacks, first in first out, those added on the way included
 *                 | all done, or fifty and the 5 ms are over
 *                 v
 *               poll: without waiting if a callback is left, else until the next timer
 *                 v
 *               timers that are due --&gt; I/O that is ready --&gt; timeouts that are due --&gt; nothing left: idle
 * </pre>
 *
 * A greenlet that is woken is a callback like any other: its continuation. So callbacks, wake-ups and new greenlets
 * keep the order in which they came, a greenlet spawned by a callback runs before I/O is looked at, and one that only
 * ever gives way starves nobody, since a turn has an end. Timeouts come last, so that a reply that arrived in time wins
 * over the timeout that falls due in the same turn. (libev, which gevent runs on, orders these the same way.)
 *
 * <p>Wake-ups from other threads go through {@link #foreign}, and one wake of the poller if the loop sleeps in it.
 *
 * <p>Methods are for the hub's thread unless they say otherwise. gevent: {@code gevent.core.loop}.
 */
public final class Loop implements Executor {
    /** How many callbacks run between two looks at the clock: the look costs about as much as one of them. */
    private static final int CALLBACKS_PER_LOOK = 50;
    /** How long callbacks may keep timers and I/O waiting: gevent's {@code getswitchinterval()}. */
    private static final long SWITCH_INTERVAL = Duration.ofMillis(5).toNanos();

    private final Hub hub;
    private final Clock clock;
    private final Poller poller;
    private final TimerHeap timers = new TimerHeap();
    private final TimerHeap timeouts = new TimerHeap();
    private final Queue<Runnable> ready;
    private final ArrayDeque<IoWatcher> readyIo = new ArrayDeque<>();
    private final List<Idle> idles = new ArrayList<>(0);
    private Runnable running;                // null between; the monitor looks at it, for what it is worth
    private int slices;                      // callbacks run so far; the monitor looks at it
    private long turned;                     // when callbacks had their turn last
    private long polled;                     // when timers and I/O had their turn last
    private int count;                       // what keeps the loop alive: started watchers
    private int elsewhere;                   // of those, the ones that stand for work of other threads
    private boolean usedByOthers;            // there was work of other threads, or a callback of theirs

    private final Queue<Runnable> foreign = new ConcurrentLinkedQueue<>();   // any thread
    private volatile boolean asleep;         // written by the hub's thread, read by those that may have to wake it

    Loop(Hub hub, Environment environment) {
        this.hub = hub;
        this.clock = environment.clock();
        this.ready = environment.order();
        this.poller = environment.poller();
    }

    // ---- watchers and callbacks

    /**
     * A timer that fires once.
     *
     * @param after from its start; zero for the next turn
     * @throws IllegalArgumentException if {@code after} is negative
     */
    public Timer timer(Duration after) {
        return timer(after, Duration.ZERO);
    }

    /**
     * A timer that fires after a time and then again and again.
     *
     * @param after from its start; zero for the next turn
     * @param repeat from each firing to the next; zero for once
     * @throws IllegalArgumentException if one of them is negative
     */
    public Timer timer(Duration after, Duration repeat) {
        return new Timer(this, timers, nanos(after, "after"), nanos(repeat, "repeat"));
    }

    /**
     * A timer that fires after all other timers and I/O of its turn, as a timeout should: what came in time wins.
     *
     * @param after from its start; zero for the next turn
     * @throws IllegalArgumentException if {@code after} is negative
     */
    public Timer timeout(Duration after) {
        return new Timer(this, timeouts, nanos(after, "after"), 0);
    }

    /**
     * A watcher of a socket or a descriptor.
     *
     * @param source a source of this loop's transport
     * @param events {@link IoWatcher#READ}, {@link IoWatcher#WRITE} or both
     */
    public IoWatcher io(Poller.Source source, int events) {
        Objects.requireNonNull(source, "source");
        if (events < IoWatcher.READ || events > (IoWatcher.READ | IoWatcher.WRITE)) {
            throw new IllegalArgumentException("events: " + events + " is neither READ, WRITE nor both");
        }
        return new IoWatcher(this, source, events);
    }

    /**
     * A watcher of a signal that the process is sent.
     *
     * @param name without {@code SIG}: {@code "HUP"}; one that the JVM keeps for itself is refused when it is started
     */
    public SignalWatcher signal(String name) {
        return new SignalWatcher(this, Objects.requireNonNull(name, "name"));
    }

    /** A watcher of there being nothing else to do. */
    public Idle idle() {
        return new Idle(this);
    }

    /** What runs next, in some order. */
    Iterable<Runnable> ready() {
        return ready;
    }

    List<Idle> idles() {
        return idles;
    }

    /** A watcher that any thread can make fire. */
    public Async async() {
        return new Async(this);
    }

    /** Runs {@code callback} in its turn. Any thread; never blocks. A closed loop drops it. */
    @Override
    public void execute(Runnable callback) {
        if (hub.isClosed()) {
            return;
        }
        if (hub.isCurrent()) {
            ready.add(callback);
        } else {
            foreign.add(callback);
            if (asleep) {
                asleep = false;
                poller.wakeup();
            }
        }
    }

    /** Runs {@code code} at once on the hub's thread, in its turn from any other. */
    public void runOrExecute(Runnable code) {
        if (hub.isCurrent()) {
            code.run();
        } else {
            execute(code);
        }
    }

    /** Runs {@code callback} in its turn. */
    void enqueue(Runnable callback) {
        ready.add(callback);
    }

    /** Nanoseconds on this loop's clock. Any thread. */
    public long now() {
        return clock.nanos();
    }

    /** The virtual thread of which this is a slice; null if it is a callback. Any thread. */
    static Thread threadOf(Runnable ready) {
        return VirtualThreads.threadOf(ready instanceof Guests.Slice guest ? guest.continuation() : ready);
    }

    /** What runs now; null if nothing does. Any thread, but it may have changed already. */
    Runnable running() {
        return running;
    }

    /** How many callbacks and slices of greenlets have begun to run. Any thread, but it may have changed already. */
    public int slices() {
        return slices;
    }

    /** When it last looked at the clock before callbacks ran. */
    long turnedAt() {
        return turned;
    }

    Clock clock() {
        return clock;
    }

    Poller poller() {
        return poller;
    }

    // ---- turning

    /**
     * Turns once without waiting: what is ready runs, timers that are due fire. For tests and for embedding into
     * another loop; {@link Hub} turns by itself while its thread waits.
     *
     * @return whether anything is left that is ready now
     * @throws BlockingSwitchOutError if the loop is turning already
     */
    public boolean runOnce() {
        hub.turnOnce();
        return !ready.isEmpty() || !foreign.isEmpty();
    }

    /** One turn. Ends early when main is resumed, unless timers and I/O have waited for long. */
    void turn(boolean mayWait) {
        drain();
        hub.interruptForeignWaits();
        if (hub.main().isResumed() && clock.nanos() - polled < SWITCH_INTERVAL) {
            return;
        }
        poll(mayWait && !hub.main().isResumed() && !hub.isInterrupted()
                && ready.isEmpty() && idles.isEmpty() && !hub.isOver());
        fireDue(timers);
        for (IoWatcher watcher; (watcher = readyIo.poll()) != null; ) {
            if (watcher.isActive()) {
                guarded(watcher, watcher.callback());
            }
        }
        fireDue(timeouts);
        if (!idles.isEmpty() && ready.isEmpty() && foreign.isEmpty()) {
            List.copyOf(idles).stream().filter(Watcher::isActive).forEach(idle -> guarded(idle, idle.callback()));
        }
    }

    /** Runs callbacks until none is left, their time is over or main is resumed. */
    private void drain() {
        try {
            runReady();
        } finally {
            running = null;
        }
    }

    private void runReady() {
        takeForeign();
        turned = clock.nanos();
        for (int n = 1; !ready.isEmpty(); n++) {
            Runnable next = ready.poll();
            running = next;
            slices++;
            runSlice(next);
            if (hub.main().isResumed()) {
                return;
            }
            if (n % CALLBACKS_PER_LOOK == 0) {
                takeForeign();
                if (clock.nanos() - turned > SWITCH_INTERVAL) {
                    return;
                }
            }
        }
    }

    private void takeForeign() {
        for (Runnable next; (next = foreign.poll()) != null; ) {
            usedByOthers = true;
            ready.add(next);
        }
    }

    /** Whether other threads have ever worked for this hub, called into it or woken a greenlet. Hub thread only. */
    boolean isUsedByOthers() {
        return usedByOthers;
    }

    private void poll(boolean mayWait) {
        long nanos = mayWait ? nanosToNextTimer() : 0;
        if (nanos != 0) {
            asleep = true;
            // Who adds after this look sees that we sleep.
            if (!foreign.isEmpty()) {
                nanos = 0;
            }
        }
        try {
            poller.poll(nanos, readyIo::add);
        } finally {
            asleep = false;
            polled = clock.nanos();
        }
    }

    private long nanosToNextTimer() {
        if (timers.isEmpty() && timeouts.isEmpty()) {
            return Poller.FOREVER;
        }
        long now = clock.nanos();
        return Math.min(nanosTo(timers.peek(), now), nanosTo(timeouts.peek(), now));
    }

    private static long nanosTo(Timer timer, long now) {
        return timer == null || timer.deadline == Long.MAX_VALUE ? Long.MAX_VALUE : Math.max(0, timer.deadline - now);
    }

    /** Fires the timers that are due now; those that their callbacks start are for the next turn. */
    private void fireDue(TimerHeap heap) {
        if (heap.isEmpty()) {
            return;
        }
        long now = clock.nanos();
        long last = heap.started();
        for (Timer timer; (timer = heap.peek()) != null && nanosTo(timer, now) == 0 && timer.order < last; ) {
            heap.remove(timer);
            Timer due = timer;
            guarded(due, () -> due.fire(now));
        }
    }

    private void runSlice(Runnable ready) {
        guarded(ready, ready);
        hub.live().retainIfAlive();
    }

    private void guarded(Object context, Runnable code) {
        try {
            code.run();
        } catch (Throwable t) {
            hub.handleError(context, t);
        }
    }

    // ---- what keeps it alive

    /** Adds to what keeps the loop alive. */
    void count(int change) {
        count += change;
    }

    void adjustForeignWork(int change) {
        elsewhere += change;
        usedByOthers = true;
    }

    /** Whether work is under way on other threads that somebody here waits for: an {@link Async} is started. */
    boolean awaitsOthers() {
        return elsewhere > 0;
    }

    /** Whether something is ready, or a started watcher could still make something so. */
    boolean hasWork() {
        return count > 0 || !ready.isEmpty() || !foreign.isEmpty() || !readyIo.isEmpty() || poller.hasReady();
    }

    void checkThread() {
        hub.checkThread();
    }

    /** Runs what is queued a last time; what comes later is dropped. */
    void close() {
        takeForeign();
        for (int left = ready.size(); left > 0; left--) {
            Runnable last = ready.poll();
            runSlice(last);
        }
        ready.clear();
        poller.close();
    }

    /**
     * A time in nanoseconds; {@link Long#MAX_VALUE} if it is too long to count.
     *
     * @param name of the parameter, for the message
     * @throws IllegalArgumentException if it is negative
     */
    public static long nanos(Duration duration, String name) {
        if (Objects.requireNonNull(duration, name).isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " is negative");
        }
        return duration.getSeconds() > Long.MAX_VALUE / 1_000_000_000L - 1 ? Long.MAX_VALUE : duration.toNanos();
    }

    /**
     * Refuses a limit of a wait before the wait has had any effect.
     *
     * @param limit null for none
     * @param name of the parameter, for the message
     * @throws IllegalArgumentException if it is negative
     */
    public static void checkLimit(Duration limit, String name) {
        if (limit != null) {
            nanos(limit, name);
        }
    }
}
