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
import org.jspecify.annotations.Nullable;

/**
 * The order in which things happen on one hub: callbacks, greenlet slices, timers and I/O. The loop decides what runs
 * next. The {@link Hub} decides which thread runs the loop and for how long; the {@link Poller} waits for the operating
 * system.
 *
 * <pre>
 *   one turn:   callbacks, first in first out, including those added meanwhile
 *                 | all done, or fifty and the 5 ms are over
 *                 v
 *               poll: without waiting if a callback is left, else until the next timer
 *                 v
 *               due timers --&gt; ready I/O --&gt; due timeouts --&gt; nothing left: idle
 * </pre>
 *
 * A woken greenlet is a callback like any other: its continuation. So callbacks, wake-ups and new greenlets keep their
 * order of arrival, and a greenlet spawned by a callback runs before I/O is polled. A greenlet that only yields starves
 * nothing, because a turn has an end. Timeouts come last, so a reply that arrived in time wins over a timeout that is
 * due in the same turn. (libev, which gevent runs on, uses the same order.)
 *
 * <p>Wake-ups from other threads go through {@link #foreign}, plus one wake of the poller if the loop sleeps in it.
 *
 * <p>Methods are for the hub's thread unless they say otherwise. gevent: {@code gevent.core.loop}.
 */
public final class Loop implements Executor {
    /** How many callbacks run between two clock reads: a read costs about as much as a callback. */
    private static final int CALLBACKS_PER_LOOK = 50;
    /** How long callbacks may keep timers and I/O waiting: gevent's {@code getswitchinterval()}. */
    private static final long SWITCH_INTERVAL = Duration.ofMillis(5).toNanos();

    private final Hub hub;
    private final Clock clock;
    private final Poller poller;
    private final TimerHeap timers = new TimerHeap();
    private final TimerHeap timeouts = new TimerHeap();
    private final Queue<Runnable> ready;
    private final Queue<Runnable> front;     // runs first: what callbacks have woken; ready itself if that is special
    private boolean serving;                 // whether a callback runs whose wake-ups go to the front
    private final ArrayDeque<IoWatcher> readyIo = new ArrayDeque<>();
    private final List<Idle> idles = new ArrayList<>(0);
    private @Nullable Runnable running;      // null between callbacks; the monitor reads it, possibly stale
    private int callbacks;                   // Callbacks and Services that are queued
    private int slices;                      // callbacks run so far; the monitor reads it
    private long turned;                     // when callbacks last had their turn
    private long polled;                     // when timers and I/O last had their turn
    int count;                               // what keeps the loop alive: started watchers, open KeepAlives; theirs
    private int elsewhere;                   // how many of these stand for work on other threads
    private boolean usedByOthers;            // another thread has worked for this loop or called into it

    private final Queue<Runnable> foreign = new ConcurrentLinkedQueue<>();   // any thread
    private volatile boolean asleep;         // set by the hub's thread; read and cleared by threads that wake it

    Loop(Hub hub, Environment environment) {
        this.hub = hub;
        this.clock = environment.clock();
        this.ready = environment.order();
        this.front = ready instanceof ArrayDeque ? new ArrayDeque<>() : ready;
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
     * A timer that fires after a delay and then repeatedly.
     *
     * @param after from its start; zero for the next turn
     * @param repeat from each firing to the next; zero for once
     * @throws IllegalArgumentException if {@code after} or {@code repeat} is negative
     */
    public Timer timer(Duration after, Duration repeat) {
        return new Timer(this, timers, nanos(after, "after"), nanos(repeat, "repeat"));
    }

    /**
     * A timer that fires after all other timers and I/O of its turn, as a timeout should: a reply that came in time
     * wins.
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
     * A watcher for a signal that is sent to the process.
     *
     * @param name without {@code SIG}: {@code "HUP"}; starting the watcher fails if the JVM reserves the signal
     */
    public SignalWatcher signal(String name) {
        return new SignalWatcher(this, Objects.requireNonNull(name, "name"));
    }

    /** A watcher that fires when the loop has nothing else to do. */
    public Idle idle() {
        return new Idle(this);
    }

    /** What is ready to run, in no particular order. */
    Iterable<Runnable> ready() {
        List<Runnable> all = new ArrayList<>(ready);
        if (front != ready) {
            all.addAll(front);
        }
        return all;
    }

    List<Idle> idles() {
        return idles;
    }

    /** A watcher that any thread can make fire. */
    public Async async() {
        return new Async(this);
    }

    /**
     * Queues {@code callback} to run in the loop. Any thread; never blocks.
     *
     * @throws HubDestroyed if the hub is closed
     */
    @Override
    public void execute(Runnable callback) {
        if (!offer(callback)) {
            throw new HubDestroyed(hub + ": it does not run " + callback);
        }
    }

    /**
     * Queues {@code callback} to run in the loop, unless the hub is closed. Any thread; never blocks.
     *
     * @return false if the hub is closed, and so never runs {@code callback}
     */
    public boolean offer(Runnable callback) {
        if (hub.isClosed()) {
            return false;
        }
        if (hub.isCurrent()) {
            add(callback);
            return true;
        }
        foreign.add(callback);
        if (hub.isClosed() && foreign.remove(callback)) {
            return false;       // added too late for what the hub does at its end
        }
        if (asleep) {
            wakeUp();
        }
        return true;
    }

    private void wakeUp() {
        asleep = false;
        try {
            poller.wakeup();
        } catch (Throwable noMemoryOrStack) {
            asleep = true;      // the next thread tries, too
            throw noMemoryOrStack;
        }
    }

    /** Makes the loop look around once more, even if it sleeps. Any thread; never blocks. */
    void rouse() {
        offer(() -> { });
    }

    /**
     * Runs {@code code} at once on the hub's thread; from any other thread, queues it.
     *
     * @return false if the hub is closed, and so never runs {@code code}
     */
    public boolean runOrExecute(Runnable code) {
        if (!hub.isCurrent()) {
            return offer(code);
        }
        code.run();
        return true;
    }

    /** Queues {@code callback} to run in the loop. */
    void enqueue(Runnable callback) {
        ready.add(callback);
    }

    /** Runs a callback. What it wakes runs right behind it, in that order. */
    void serve(Runnable callback) {
        serving = true;
        try {
            callback.run();
        } finally {
            serving = false;
        }
    }

    /** Queues a slice: right behind the callback that wakes it, if one does. Any thread; never blocks. */
    void wake(Runnable slice) {
        if (serving && hub.isCurrent() && !hub.isClosed()) {
            front.add(slice);
        } else {
            offer(slice);
        }
    }

    /** Queues the rest of a service, behind what it has woken so far. */
    void goOn(Service rest) {
        front.add(rest);
        callbacks++;
    }

    /** What was to run first has had its time: it queues behind the others. */
    private void defer() {
        if (front != ready) {
            ready.addAll(front);
            front.clear();
        }
    }

    private boolean isNothingReady() {
        return ready.isEmpty() && front.isEmpty();
    }

    /** Nanoseconds on this loop's clock. Any thread. */
    public long now() {
        return clock.nanos();
    }

    /** The virtual thread that {@code ready} is a slice of; null if {@code ready} is a callback. Any thread. */
    static @Nullable Thread threadOf(Runnable ready) {
        return VirtualThreads.threadOf(ready instanceof Guests.Slice guest ? guest.continuation() : ready);
    }

    /** The callback or slice that runs now; null if none does. Any thread, but the result may be stale. */
    @Nullable Runnable running() {
        return running;
    }

    /** How many callbacks and greenlet slices have begun to run. Any thread, but the result may be stale. */
    public int slices() {
        return slices;
    }

    /** When the loop last read the clock before it ran callbacks. */
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
     * Turns once without waiting: runs what is ready and fires due timers. For tests and for embedding into another
     * loop; a {@link Hub} turns its loop by itself while its thread waits.
     *
     * @return whether anything is still ready
     * @throws BlockingSwitchOutError if the loop is turning already
     */
    public boolean runOnce() {
        hub.driver().turnOnce();
        return !isNothingReady() || !foreign.isEmpty();
    }

    /** Runs one turn. It ends early when main is resumed, unless timers and I/O have waited too long. */
    void turn(boolean mayWait) {
        drain();
        hub.interruptForeignWaits();
        if (hub.main().isResumed() && clock.nanos() - polled < SWITCH_INTERVAL) {
            return;
        }
        poll(mayWait && !hub.main().isResumed() && !hub.driver().isInterrupted() && isNothingReady() && idles.isEmpty()
                ? hub.longestSleep() : 0);
        fireReady();
        if (!idles.isEmpty() && isNothingReady() && foreign.isEmpty()) {
            List.copyOf(idles).forEach(this::call);
        }
    }

    private void fireReady() {
        fireDue(timers);
        for (IoWatcher watcher; (watcher = readyIo.poll()) != null; ) {
            call(watcher);
        }
        fireDue(timeouts);
    }

    /** Runs the callback of a watcher, unless it was stopped in the meantime. */
    private void call(Watcher watcher) {
        Runnable callback = watcher.callback();
        if (callback != null) {
            guarded(watcher, callback);
        }
    }

    /** Runs callbacks until none is left, their time is up or main is resumed. */
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
        for (int n = 1; !isNothingReady() || takeForeign(); n++) {
            Runnable next = next();
            running = next;
            slices++;
            runSlice(next);
            if (hub.main().isResumed()) {
                return;
            }
            if (n % CALLBACKS_PER_LOOK == 0) {
                takeForeign();
                if (clock.nanos() - turned > SWITCH_INTERVAL) {
                    defer();
                    return;
                }
            }
        }
    }

    private Runnable next() {
        Runnable next = front.isEmpty() ? ready.poll() : front.poll();
        callbacks -= isCallback(next) ? 1 : 0;
        return next;
    }

    private static boolean isCallback(Runnable ready) {
        return ready instanceof Callback || ready instanceof Service;
    }

    private void add(Runnable callback) {
        ready.add(callback);
        callbacks += isCallback(callback) ? 1 : 0;
    }

    /** Whether a callback is queued, which may throw into strands or wake them; slices do so only while they run. */
    boolean hasCallbacks() {
        return callbacks > 0;
    }

    /** Queues some of what other threads handed over. Returns whether there was any. */
    private boolean takeForeign() {
        int taken = 0;
        for (Runnable next; taken < CALLBACKS_PER_LOOK && (next = pollForeign()) != null; taken++) {
            add(next);
        }
        return taken > 0;
    }

    private @Nullable Runnable pollForeign() {
        Runnable next = foreign.poll();
        usedByOthers |= next != null;
        return next;
    }

    /**
     * Whether another thread has ever worked for this hub, called into it or woken one of its greenlets. Hub thread
     * only.
     */
    boolean isUsedByOthers() {
        return usedByOthers;
    }

    /** Polls for at most this long, and no longer than until the next timer. */
    private void poll(long mostNanos) {
        long nanos = mostNanos == 0 ? 0 : Math.min(mostNanos, nanosToNextTimer());
        if (nanos != 0) {
            asleep = true;
            // A thread that adds after this check sees that the loop sleeps.
            if (!foreign.isEmpty()) {
                nanos = 0;
            }
        }
        try {
            poller.poll(nanos == Long.MAX_VALUE ? Poller.FOREVER : nanos, readyIo::add);
        } finally {
            asleep = false;
            polled = clock.nanos();
        }
    }

    /** How long a pinned fiber sleeps before it looks whether it was interrupted. */
    private static final long LONGEST_PINNED_SLEEP = Duration.ofSeconds(1).toNanos();

    /**
     * Waits for timers, I/O or another thread on behalf of a fiber that waits, but cannot leave this hub's thread.
     * Slices stay queued. Returns now and then without a reason.
     */
    void turnForPinned() {
        if (runForeignCallbacks()) {
            return;         // one of these may stand for the end of the wait
        }
        poll(LONGEST_PINNED_SLEEP);
        fireReady();
    }

    /** Runs callbacks that other threads handed over, such as kills. Returns whether anything was handed over. */
    private boolean runForeignCallbacks() {
        boolean any = false;
        for (Runnable next; (next = pollForeign()) != null; any = true) {
            if (next instanceof Callback) {
                guarded(next, next);
            } else {
                add(next);
            }
        }
        return any;
    }

    private long nanosToNextTimer() {
        if (timers.isEmpty() && timeouts.isEmpty()) {
            return Long.MAX_VALUE;
        }
        long now = clock.nanos();
        return Math.min(nanosTo(timers.peek(), now), nanosTo(timeouts.peek(), now));
    }

    private static long nanosTo(@Nullable Timer timer, long now) {
        return timer == null || timer.deadline == Timer.NEVER ? Long.MAX_VALUE : Math.max(0, timer.deadline - now);
    }

    /** Fires the timers that are due now. Timers that their callbacks start wait for the next turn. */
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

    // ---- what keeps the loop alive

    void adjustForeignWork(int change) {
        elsewhere += change;
        usedByOthers = true;
    }

    /** Whether this hub waits for work on other threads: an {@link Async} is started or a {@link KeepAlive} is open. */
    boolean awaitsOthers() {
        return elsewhere > 0;
    }

    /** Whether the loop waits in the poller, or is about to. Any thread. */
    boolean isAsleep() {
        return asleep;
    }

    /** As {@link #hasWork}, without what other threads have in hand. */
    boolean hasWorkOfItsOwn() {
        return count > elsewhere || isSomethingQueued();
    }

    /** Whether something is ready, or a started watcher could still make something ready. */
    boolean hasWork() {
        return count > 0 || isSomethingQueued();
    }

    private boolean isSomethingQueued() {
        return !isNothingReady() || !foreign.isEmpty() || !readyIo.isEmpty() || poller.hasReady();
    }

    void checkThread() {
        hub.checkThread();
    }

    /** Queues everything: what other threads have handed over, and what was to run first. */
    void takeAll() {
        while (takeForeign()) {
            // There is more, perhaps.
        }
        defer();
    }

    /** Runs what is queued one last time. */
    void runLast() {
        takeAll();
        for (int left = ready.size(); left > 0; left--) {
            runSlice(next());
        }
    }

    /**
     * Drops all that could still run, which would keep abandoned stacks from being collected, and frees the poller.
     * What is handed over from now on stays with the thread that offers it: it takes it back, and so knows that it
     * never runs.
     */
    void close() {
        ready.clear();
        timers.clear();
        timeouts.clear();
        readyIo.clear();
        idles.clear();
        poller.close();
    }

    /**
     * Converts a duration to nanoseconds; {@link Long#MAX_VALUE} if it is too long.
     *
     * @param name of the parameter, for the message
     * @throws IllegalArgumentException if {@code duration} is negative
     */
    public static long nanos(Duration duration, String name) {
        if (Objects.requireNonNull(duration, name).isNegative()) {
            throw new IllegalArgumentException(name + ": " + duration + " is negative");
        }
        return duration.toSeconds() > Long.MAX_VALUE / 1_000_000_000L - 1 ? Long.MAX_VALUE : duration.toNanos();
    }

    /**
     * Converts seconds to a duration.
     *
     * @param seconds any number; too many become the longest duration
     * @throws IllegalArgumentException if {@code seconds} is not a number
     */
    public static Duration duration(double seconds) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException("seconds: not a number");
        }
        return seconds >= Long.MAX_VALUE / 1e9 ? Duration.ofSeconds(Long.MAX_VALUE)
                : Duration.ofNanos((long) (seconds * 1e9));
    }

    /**
     * Checks the limit of a wait before the wait has any effect.
     *
     * @param limit null for none
     * @param name of the parameter, for the message
     * @throws IllegalArgumentException if {@code limit} is negative
     */
    public static void checkLimit(@Nullable Duration limit, String name) {
        if (limit != null) {
            nanos(limit, name);
        }
    }
}
