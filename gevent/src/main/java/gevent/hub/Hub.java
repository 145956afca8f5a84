package gevent.hub;

import gevent.internal.ByName;
import gevent.internal.KernelAccess;
import gevent.internal.jdk.PathBuffers;
import gevent.internal.jdk.VirtualThreads;
import gevent.internal.libc.NativeBuffer;
import gevent.threadpool.ThreadPool;
import greenlet.GreenletExit;
import greenlet.vm.LockStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What makes the greenlets of one thread take turns. A hub belongs to a platform thread, is made when that thread first
 * waits or spawns, and runs while the thread waits.
 *
 * <pre>{@code
 * Hub hub = Hub.get();
 * hub.runCallback(() -> System.out.println("in the loop"));
 * hub.join();                                    // until nothing is left to do
 * }</pre>
 *
 * <h2>How it works</h2>
 * A greenlet is a virtual thread whose scheduler is ours: parking leaves its stack in the heap, waking puts its
 * continuation into the {@link Loop}'s queue, and running that is what the loop does. There is no hub greenlet to
 * switch to. The thread that blocks <em>is</em> the hub: {@code joinall} on main runs the loop right there, on main's
 * stack, until main's own wait is decided, and then returns into main's code with whatever else is ready left for
 * later.
 * <pre>
 *   main:  spawn a, spawn b, joinall ----+ drive()                            +---- goes on
 *   loop:                                | a's slice | b's slice | poll | a … |
 * </pre>
 * So main and greenlets never run at the same time, a spawned greenlet starts when its spawner first waits, and a
 * wake-up costs one switch.
 *
 * <h2>Who may touch what</h2>
 * The hub's thread means: the platform thread, in its own code or in a greenlet that it carries. It owns everything
 * here that is not marked otherwise. From other threads come only {@link Loop#execute} and what is built on it.
 *
 * <h2>When nothing can happen any more</h2>
 * Before it would sleep without a limit, the hub asks whether anything could wake it: a started watcher, a callback, or
 * a greenlet parked in a wait that is not ours (a JDK lock, a socket of an unpatched library), which some other thread
 * may end. If not, main's wait ends with {@link LoopExit}. A greenlet that waits in a wait of ours does not count: what
 * it waits for would have to come from one that can run.
 *
 * <p>Since the loop runs on the thread that waits, no lock that a parked greenlet may hold can be taken by main's code
 * or by callbacks: {@code synchronized}, a {@code ReentrantLock}, a logger's. Programs that use such locks run their
 * main as a greenlet, with {@code Gevent.run}. gevent: {@code gevent.hub.Hub}.
 */
public final class Hub implements AutoCloseable {
    static {
        KernelAccess.set(new KernelDoor());
    }

    private static final ThreadLocal<Hub> OF_THREAD = new ThreadLocal<>();
    private static final Set<Hub> OPEN = Collections.newSetFromMap(new WeakHashMap<>());     // guarded by OPEN_LOCK
    /** The name of the one that runs {@code main}; its number is not always the same. */
    private static final String FIRST_THREAD = "main";
    private static final PinnedLock OPEN_LOCK = new PinnedLock();
    private static volatile boolean timedParks;              // any thread

    private final Environment environment;                   // any thread
    private final MainStrand main;                           // any thread
    private final Loop loop;                                 // any thread
    private final LiveFibers live = new LiveFibers();
    private final Guests guests = new Guests(this);
    private final List<Strand> pendingThrows = new ArrayList<>();
    private final InterruptTrap interrupts;
    private final LockStack monitors = new LockStack();      // of main's code, safe from the greenlets that it runs
    private int waiting;                                     // fibers and guests in a wait of ours
    private final AtomicLong idents = new AtomicLong();      // greenlets named so far; any thread
    private NativeBuffer nativeBuffer;                       // made when first used
    private volatile boolean onlyGreenlets;                  // any thread reads
    private final AtomicBoolean driving = new AtomicBoolean();   // whether the loop turns; written by the hub's thread
    private boolean joining;                                 // whether main waits for the very end of all work
    private boolean closing;
    private volatile boolean closed;                         // any thread reads
    private final UncaughtErrors errors = new UncaughtErrors(this);          // any thread
    private final Map<Class<?>, Local<?>> locals = new HashMap<>(0);

    private Hub(Thread thread, Environment environment) {
        this.environment = environment;
        this.main = new MainStrand(this, thread);
        this.loop = new Loop(this, environment);
        this.interrupts = new InterruptTrap(loop, main);
    }

    // ---- finding one

    /**
     * The hub of the current thread: of the greenlet that runs, or of the platform thread, which gets one if it has
     * none.
     *
     * @throws InvalidThreadUseError on a virtual thread that runs on no hub
     * @throws MissingAccess if the JVM was started without the access that a hub needs
     */
    public static Hub get() {
        Hub hub = getIfExists();
        return hub != null ? hub : create(Environment.real());
    }

    /** The hub of the current thread; null if it has none. Unlike a strand, it costs nothing to find. */
    public static Hub getIfExists() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual() ? of(thread) : OF_THREAD.get();
    }

    /** What reports on hubs from outside, if that is wanted; it is built on this package. */
    private static final class Reports {
        static {
            ByName.make(Runnable.class, "gevent.util.Diagnostics$Startup").run();
        }

        static void start() {
            // The initializer did, once.
        }
    }

    static Hub create(Environment environment) {
        Objects.requireNonNull(environment, "environment");
        MissingAccess.check();
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            throw new InvalidThreadUseError(thread + " is a virtual thread of no hub, and only a platform thread can"
                    + " have one: call from there, or from a greenlet");
        }
        if (OF_THREAD.get() != null) {
            throw new InvalidThreadUseError(thread + " has a hub already: close() that first");
        }
        Hub hub = new Hub(thread, environment);
        OF_THREAD.set(hub);
        try (PinnedLock _ = OPEN_LOCK.hold()) {
            OPEN.add(hub);
        }
        Reports.start();
        Monitor.startIfWanted(hub);
        if (thread.getName().equals(FIRST_THREAD)) {
            Keyboard.watch(hub);
        }
        return hub;
    }

    /** The hub that runs a virtual thread; null if none does, as where the JVM gives no access. Any thread. */
    public static Hub of(Thread virtual) {
        return virtual.isVirtual() && VirtualThreads.missing() == null && VirtualThreads.schedulerOf(virtual) instanceof Fiber fiber
                ? fiber.hub() : null;
    }

    static boolean hasTimedParks() {
        return timedParks;
    }

    static void enableTimedParks() {
        timedParks = true;
    }

    /** All hubs that are not closed. Any thread. */
    public static List<Hub> all() {
        try (PinnedLock _ = OPEN_LOCK.hold()) {
            return List.copyOf(OPEN);
        }
    }

    // ---- parts

    /** What it runs on. Any thread. */
    public Environment environment() {
        return environment;
    }

    /** The order of things on this hub. Any thread. */
    public Loop loop() {
        return loop;
    }

    /** The strand of the hub's platform thread. Any thread. */
    public Strand mainStrand() {
        return main;
    }

    MainStrand main() {
        return main;
    }

    Guests guests() {
        return guests;
    }

    LiveFibers live() {
        return live;
    }

    /** What the C library's calls on this hub's thread read and write. */
    NativeBuffer nativeBuffer() {
        if (nativeBuffer == null) {
            nativeBuffer = new NativeBuffer();
        }
        return nativeBuffer;
    }

    /** Whether the current thread is this hub's: its platform thread, or a virtual thread that it carries. */
    public boolean isCurrent() {
        Thread thread = Thread.currentThread();
        return thread == main.thread()
                || thread.isVirtual() && VirtualThreads.schedulerOf(thread) instanceof Fiber fiber && fiber.hub() == this;
    }

    void checkThread() {
        if (!isCurrent()) {
            throw new InvalidThreadUseError("Only the thread of " + this + " may do this, not " + Thread.currentThread()
                    + ": hand it over with loop().execute(…)");
        }
    }

    /**
     * Runs {@code code} in the loop, behind what is ready. Any thread; never blocks.
     *
     * @param code must not block; an exception goes to {@link #handleError}
     * @return a handle to cancel it with
     */
    public Callback runCallback(Runnable code) {
        Callback callback = new Callback(Objects.requireNonNull(code, "code"));
        loop.execute(callback);
        return callback;
    }

    /** Keeps this hub from giving up while work is under way elsewhere, until it is closed. Any thread. */
    public KeepAlive keepAlive() {
        return KeepAlive.on(loop);
    }

    /** A started {@link Async}, which keeps this hub from giving up; {@link #keepAlive} does no more than that. */
    public Async async() {
        Async async = loop.async();
        async.start(() -> { });
        return async;
    }

    /** How many threads {@link #threadpool} may have, unless it is told otherwise. */
    private static final int THREADPOOL_SIZE = 10;

    /**
     * The threads for what computes for long, or blocks where no greenlet can wait: up to ten, started when they are
     * needed. It is closed with the hub. Hub thread only. gevent: {@code hub.threadpool}.
     */
    public ThreadPool threadpool() {
        checkThread();
        checkOpen();
        return local(ThreadPool.class, () -> new ThreadPool(THREADPOOL_SIZE), ThreadPool::kill);
    }

    /** What is kept for a package until the hub closes. */
    private record Local<T>(T value, Consumer<? super T> atClose) {
        void close() {
            atClose.accept(value);
        }
    }

    <T> T local(Class<T> type, Supplier<? extends T> make, Consumer<? super T> atClose) {
        checkThread();
        Local<?> known = locals.get(type);
        if (known == null) {
            T made = make.get();
            if (made == null) {
                return null;
            }
            known = new Local<>(made, atClose);
            locals.put(type, known);
        }
        return type.cast(known.value);
    }

    /** A number for a greenlet of this hub: 0, 1, 2 … Any thread. */
    public long nextIdent() {
        return idents.getAndIncrement();
    }

    // ---- driving

    /** From now on main only drives, and all code of users runs in greenlets and callbacks; hub thread only. */
    public void runOnlyGreenlets() {
        checkThread();
        onlyGreenlets = true;
    }

    /**
     * Whether main only drives, as under {@code Gevent.run}: then a greenlet may be parked with a lock in its hands, since
     * main wants none. Any thread.
     */
    public boolean isOnlyGreenlets() {
        return onlyGreenlets;
    }

    /** Turns the loop until main is resumed; called by main, when it waits. */
    void drive() {
        checkOpen();
        if (Thread.currentThread() != main.thread()) {
            throw new InvalidThreadUseError("Only " + main.thread() + " drives " + this);
        }
        beginDriving();
        try {
            while (!main.takeResumed()) {
                interrupts.arm();
                loop.turn(true);
                if (!main.isResumed() && isOver()) {
                    throw newLoopExit();
                }
            }
        } finally {
            interrupts.disarm();
            driving.setRelease(false);
        }
    }

    /** Whether main is about to be thrown an interrupt; hub thread only. */
    boolean isInterrupted() {
        return interrupts.isCaught();
    }

    LoopExit newLoopExit() {
        return new LoopExit(this, joining ? "" : inspect().toString());
    }

    /** Turns the loop once, by hand. */
    void turnOnce() {
        checkOpen();
        checkThread();
        beginDriving();
        // A wake that came too late to matter: main does not wait now.
        main.takeResumed();
        try {
            loop.turn(false);
        } finally {
            driving.setRelease(false);
        }
    }

    private void beginDriving() {
        checkMayWait();
        carry();
    }

    /** From now on the thread of main carries greenlets: what the JVM and the JDK keep for it is not to be theirs. */
    private void carry() {
        monitors.spill();
        PathBuffers.disown();
        driving.setRelease(true);
    }

    /** Whether the current code is a callback of a loop, in which nothing may wait. */
    public static boolean isInCallback() {
        if (Thread.currentThread().isVirtual()) {
            return false;
        }
        Hub hub = OF_THREAD.get();
        return hub != null && hub.driving.getPlain();
    }

    /** Whether the hub's thread turns the loop, so that it may carry a greenlet. Any thread. */
    boolean isDriving() {
        return driving.getAcquire();
    }

    /** Throws while the loop turns: whoever would wait on its thread is a callback. */
    void checkMayWait() {
        if (driving.getPlain()) {
            throw new BlockingSwitchOutError("Impossible to call blocking function in the event loop callback:"
                    + " spawn a greenlet for it");
        }
    }

    /** Whether nothing could end main's wait any more, or it waited for the greenlets' end only. */
    boolean isOver() {
        waiting -= live.expunge();
        return closing && isEmpty() || !loop.hasWork() && live.size() + guests.size() <= waiting;
    }

    /**
     * The threads of the greenlets, and of what they started, that stand in a wait of the JDK's: a lock, a park, a
     * sleep. Between slices, hub thread only.
     */
    List<Thread> waitingInJdk() {
        waiting -= live.expunge();
        if (live.size() + guests.size() <= waiting) {
            return List.of();
        }
        List<Thread> threads = new ArrayList<>(live.waitingInJdk());
        threads.addAll(guests.threads());
        return threads;
    }

    void adjustWaiting(int change) {
        waiting += change;
    }

    /**
     * Runs the hub until it has nothing left to do. From the hub's main only.
     *
     * @throws InvalidThreadUseError if called from a greenlet
     */
    public void join() {
        joinUntil(null);
    }

    /**
     * Runs the hub until it has nothing left to do, or the time is up. From the hub's main only.
     *
     * @param limit from now
     * @return whether nothing was left to do
     * @throws InvalidThreadUseError if called from a greenlet
     */
    public boolean join(Duration limit) {
        Loop.nanos(limit, "limit");
        return joinUntil(limit);
    }

    private boolean joinUntil(Duration limit) {
        if (Thread.currentThread() != main.thread()) {
            throw new InvalidThreadUseError("Only the main of " + this + " can join it: join the greenlets instead");
        }
        Waiter<Void> end = new Waiter<>();
        Timer timer = null;
        if (limit != null) {
            timer = loop.timer(limit);
            timer.unref();
            timer.start(() -> end.switchTo(null));
        }
        joining = true;
        try {
            end.get();
            return false;
        } catch (LoopExit nothingLeft) {
            return true;
        } finally {
            joining = false;
            if (timer != null) {
                timer.close();
            }
        }
    }

    /**
     * Has Ctrl-C throw a {@link KeyboardInterrupt} into this hub's main, unless it does so in an older hub's. For the
     * hub of the JVM's first thread that is so from the beginning. gevent: Python's handler of SIGINT.
     */
    public void watchKeyboard() {
        Keyboard.watch(this);
    }

    /** Any thread. @return false if the last Ctrl-C has not surfaced yet */
    boolean interruptByKeyboard() {
        return main.interruptByKeyboard();
    }

    // ---- throwing

    /** Remembers to interrupt {@code strand} if it goes to stand still in a wait of the JDK. */
    void trackPendingThrow(Strand strand) {
        pendingThrows.add(strand);
    }

    /** Between slices: lets go on who stands in a plain JDK wait and has something pending. */
    void interruptForeignWaits() {
        if (!pendingThrows.isEmpty()) {
            pendingThrows.removeIf(Strand::interruptForeignWait);
        }
    }

    // ---- guests

    /** A slice of a virtual thread that inherited the scheduler of one of our fibers. Any thread. */
    Runnable guest(Runnable continuation) {
        return guests.slice(continuation, isCurrent());
    }

    // ---- errors and reports

    /** Sets who is told of exceptions that nobody caught; null for the default, which prints to {@code System.err}. */
    public void setErrorHandler(ErrorHandler handler) {
        errors.setHandler(handler);
    }

    /**
     * Reports an exception that nobody caught, once. A {@code GreenletExit} is none. An {@link Error} of the virtual
     * machine, out of memory say, is thrown in main as well. In a greenlet the handler is called at once; in the loop,
     * where it must not print or block, it is called in a greenlet of its own.
     *
     * @param context what failed
     * @param error what it threw
     */
    public void handleError(Object context, Throwable error) {
        errors.handle(context, error);
    }

    /** Of how many greenlets a report tells: more is not read, and a million of them would not fit into memory. */
    private static final int MOST_DESCRIBED = 1000;

    /**
     * Watches this hub from a thread of its own, and reports whoever keeps it from its other greenlets for longer than
     * a limit, once each: by a warning of the logger {@code gevent.hub}, with the stack. Off unless this is called, or
     * the property {@code gevent.monitor} gives a limit in seconds for all hubs. Any thread. gevent:
     * {@code start_periodic_monitoring_thread}, {@code max_blocking_time}.
     *
     * @return ends it when it is closed
     */
    public AutoCloseable startMonitor(Duration limit) {
        return startMonitor(limit, Monitor::warn);
    }

    /** The same. @param report is given the text instead, on the monitor's thread */
    public AutoCloseable startMonitor(Duration limit, Consumer<? super String> report) {
        return Monitor.start(this, limit, report);
    }

    /** What is going on here now; hub thread only. Takes no lock and runs no code of users but {@code toString}. */
    public HubInfo inspect() {
        checkThread();
        List<Fiber> fibers = live.toList(loop.ready());
        List<StrandInfo> greenlets = fibers.stream().limit(MOST_DESCRIBED).map(Strand::inspect).toList();
        return new HubInfo(this, main.inspect(), greenlets, fibers.size() - greenlets.size(), guests.threads());
    }

    // ---- the end

    /** How long {@link #close} waits for greenlets that it has told to exit. */
    private static final Duration CLOSING_TIME = Duration.ofSeconds(1);

    /**
     * Ends the hub: throws a {@code GreenletExit} into each of its greenlets, interrupts the virtual threads
     * that they started, gives all a second to clean up, and
     * frees what the operating system holds for it. The thread gets a new hub when it next needs one. Idempotent; from
     * the hub's main only.
     *
     * @throws InvalidThreadUseError if called from a greenlet or another thread
     * @throws BlockingSwitchOutError in a callback of the loop
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        if (Thread.currentThread() != main.thread()) {
            throw new InvalidThreadUseError(
                    "Only the main of " + this + " can close it, not " + Thread.currentThread());
        }
        checkMayWait();
        closing = true;
        try {
            live.toList(loop.ready()).forEach(fiber -> fiber.exit(new GreenletExit("its hub is closed")));
            guests.threads().forEach(Thread::interrupt);
            if (!isEmpty() && !join(CLOSING_TIME) && !isEmpty()) {
                warnOfSurvivors();
            }
        } finally {
            closed = true;
            abandonAll();
            locals.values().forEach(Local::close);
            carry();
            loop.close();
            abandonAll();
            driving.setRelease(false);
            OF_THREAD.remove();
            Keyboard.unwatch(this);
            try (PinnedLock _ = OPEN_LOCK.hold()) {
                OPEN.remove(this);
            }
        }
    }

    /** Whether there is no greenlet left, and no guest. */
    private boolean isEmpty() {
        return live.size() + guests.size() == 0;
    }

    private void abandonAll() {
        live.toList(loop.ready()).forEach(fiber -> fiber.abandoned(
                new HubDestroyed(this + ", and " + fiber.describe() + " did not exit in time")));
    }

    /** On a thread of its own, as a greenlet that is left may hold the logger's lock. */
    private void warnOfSurvivors() {
        String warning = "Closed " + this + " with greenlets that did not exit:\n" + inspect();
        Thread.ofPlatform().name("gevent-warning").start(
                () -> System.getLogger("gevent.hub").log(System.Logger.Level.WARNING, warning));
    }

    /** Whether it was closed. Any thread may ask. */
    public boolean isClosed() {
        return closed;
    }

    private void checkOpen() {
        if (closed) {
            throw new HubDestroyed(this + " is closed: Hub.get() makes a new one");
        }
    }

    @Override
    public String toString() {
        return "<Hub of " + main.thread().getName() + (closed ? ", closed>" : ">");
    }
}
