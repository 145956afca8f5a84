package gevent.hub;

import gevent.Greenlet;
import gevent.Spawner;
import gevent.internal.KernelAccess;
import gevent.internal.jdk.VirtualThreads;
import gevent.internal.libc.NativeBuffer;
import gevent.threadpool.ThreadPool;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the greenlets of one thread take turns. A hub belongs to a platform thread, is made when that thread first
 * waits or spawns, and runs while the thread waits.
 *
 * <pre>{@code
 * Hub hub = Hub.get();
 * hub.runCallback(() -> System.out.println("in the loop"));
 * hub.join();                                    // until nothing is left to do
 * }</pre>
 *
 * <h2>How it works</h2>
 * A greenlet is a virtual thread that the hub schedules. Parking leaves its stack in the heap, waking puts its
 * continuation into the {@link Loop}'s queue, and the loop runs the continuation. There is no hub greenlet to switch
 * to. The thread that blocks <em>is</em> the hub: {@code joinall} on main runs the loop right there, on main's stack,
 * until main's own wait is decided, and then returns to main's code. Whatever else is ready is left for later.
 * <pre>
 *   main:  spawn a, spawn b, joinall ----+ drive()                            +---- goes on
 *   loop:                                | a's slice | b's slice | poll | a … |
 * </pre>
 * So main and greenlets never run at the same time, a spawned greenlet starts when its spawner first waits, and a
 * wake-up costs one switch.
 *
 * <h2>Threads</h2>
 * The hub's thread means the platform thread, in its own code or in a greenlet that it carries. It owns everything in
 * this class that is not marked otherwise. Other threads come in only through {@link Loop#execute} and what is built on
 * it.
 *
 * <h2>When nothing can happen any more</h2>
 * Before it would sleep without a limit, the hub checks whether anything could wake it: a started watcher, a callback,
 * or a greenlet parked in a JDK wait (a JDK lock, a socket of an unpatched library), which another thread may end. If
 * not, main's wait ends with {@link LoopExit}. A greenlet in a gevent wait does not count, because only a greenlet that
 * can run could end that wait.
 *
 * <p>Because the loop runs on the waiting thread, main's code and callbacks cannot take a lock that a parked greenlet
 * may hold: {@code synchronized}, a {@code ReentrantLock}, a logger's lock. Programs that use such locks run their main
 * as a greenlet, with {@code Gevent.run}. gevent: {@code gevent.hub.Hub}.
 */
public final class Hub implements Spawner, AutoCloseable {
    static {
        KernelAccess.set(new KernelDoor());
        AtTheEnd.load();
    }

    private static volatile boolean timedParks;              // any thread

    private final Environment environment;                   // any thread
    private final MainStrand main;                           // any thread
    private final Loop loop;                                 // any thread
    private final Driver driver;
    private final LiveFibers live = new LiveFibers();
    private final Guests guests = new Guests(this);
    private final List<Strand> pendingThrows = new ArrayList<>();
    private final PinWatch.Seen pinsSeen = new PinWatch.Seen();
    private volatile boolean idle;                           // while it sleeps, whether others must wake it; any thread
    private int waiting;                                     // fibers and guests in a gevent wait
    private final AtomicLong idents = new AtomicLong();      // greenlets named so far; any thread
    private @Nullable NativeBuffer nativeBuffer;             // made when first used
    private @Nullable FirstSpawns firstSpawns = new FirstSpawns();       // null after the loop has turned
    private volatile boolean onlyGreenlets;                  // any thread reads
    private boolean closing;
    private volatile boolean closed;                         // any thread reads
    private final UncaughtErrors errors = new UncaughtErrors(this);          // any thread
    private final Map<Class<?>, Local<?>> locals = new HashMap<>(0);

    Hub(Thread thread, Environment environment) {
        this.environment = environment;
        this.main = new MainStrand(this, thread);
        this.loop = new Loop(this, environment);
        this.driver = new Driver(this);
    }

    // ---- finding a hub

    /**
     * The hub of the current greenlet or platform thread. A platform thread without a hub gets one.
     *
     * @throws InvalidThreadUseError on a virtual thread that runs on no hub
     * @throws MissingAccess if the JVM was started without the access that a hub needs
     */
    public static Hub get() {
        Hub hub = getIfExists();
        return hub != null ? hub : Hubs.create(Environment.real());
    }

    /** The hub of the current thread; null if it has none. Finding a hub costs nothing, unlike finding a strand. */
    public static @Nullable Hub getIfExists() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual() ? of(thread) : Hubs.ofThisThread();
    }

    /** The hub that runs a virtual thread; null if none does, or if the JVM gives no access. Any thread. */
    public static @Nullable Hub of(Thread virtual) {
        return virtual.isVirtual() && VirtualThreads.missing() == null
                && VirtualThreads.schedulerOf(virtual) instanceof Fiber fiber ? fiber.hub() : null;
    }

    static boolean hasTimedParks() {
        return timedParks;
    }

    static void enableTimedParks() {
        timedParks = true;
    }

    /** The hub of a platform thread; null if it has none. Any thread. */
    public static @Nullable Hub ofPlatform(Thread platform) {
        return all().stream().filter(hub -> hub.main.thread() == platform).findFirst().orElse(null);
    }

    /** All hubs that are not closed. Any thread. */
    public static List<Hub> all() {
        return Hubs.all();
    }

    // ---- parts

    /** What this hub runs on. Any thread. */
    public Environment environment() {
        return environment;
    }

    /** The loop of this hub. Any thread. */
    public Loop loop() {
        return loop;
    }

    /** The strand of the hub's platform thread. Any thread. */
    public Strand mainStrand() {
        return main;
    }

    /** The platform thread of this hub. Any thread. */
    public Thread thread() {
        return main.thread();
    }

    Driver driver() {
        return driver;
    }

    MainStrand main() {
        return main;
    }

    PinWatch.Seen pinsSeen() {
        return pinsSeen;
    }

    Guests guests() {
        return guests;
    }

    LiveFibers live() {
        return live;
    }

    /** The memory for C library calls on this hub's thread. */
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
                || thread.isVirtual() && VirtualThreads.schedulerOf(thread) instanceof Fiber fiber
                        && fiber.hub() == this;
    }

    void checkThread() {
        if (!isCurrent()) {
            throw new InvalidThreadUseError("Only the thread of " + this + " may do this, not " + Thread.currentThread()
                    + ": hand it over with loop().execute(…)");
        }
    }

    /**
     * Runs {@code code} in the loop, behind what is ready. Greenlets that it wakes run right behind it. Any thread;
     * never blocks.
     *
     * @param code must not block; an exception goes to {@link #handleError}
     * @return a handle that can cancel the callback
     * @throws HubDestroyed if this hub is closed
     */
    public Callback runCallback(Runnable code) {
        Callback callback = new Callback(loop, Objects.requireNonNull(code, "code"));
        loop.execute(callback);
        return callback;
    }

    /** As {@link #runCallback}, but returns false if this hub is closed, and so never runs {@code code}. Any thread. */
    public boolean offerCallback(Runnable code) {
        return loop.offer(new Callback(loop, Objects.requireNonNull(code, "code")));
    }

    /**
     * Starts a greenlet on this hub, which runs it when its thread waits. Any thread; never blocks.
     *
     * @throws HubDestroyed if this hub is closed
     */
    @Override
    public <V extends @Nullable Object> Greenlet<V> spawn(Callable<V> body) {
        Greenlet<V> greenlet = new Greenlet<>(this, body);
        greenlet.start();
        return greenlet;
    }

    /**
     * Starts a greenlet that was made for this hub. Any thread; never blocks.
     *
     * @throws IllegalArgumentException if it was made for another hub
     * @throws HubDestroyed if this hub is closed
     */
    @Override
    public void start(Greenlet<?> greenlet) {
        if (greenlet.hub() != this) {
            throw new IllegalArgumentException(greenlet + " is of " + greenlet.hub() + ", not of " + this);
        }
        greenlet.start();
    }

    /**
     * Serves waiters in the loop, behind what is ready: calls {@code step} again and again until it returns false. A
     * strand that a step wakes runs before the next step. Any thread; never blocks.
     *
     * @param step must not block; an exception goes to {@link #handleError}, and the next step comes nevertheless
     * @return false if this hub is closed, and so never calls {@code step}
     */
    public boolean serve(BooleanSupplier step) {
        return loop.offer(new Service(this, Objects.requireNonNull(step, "step")));
    }

    /** Keeps this hub from giving up while work is under way elsewhere, until the result is closed. Any thread. */
    public KeepAlive keepAlive() {
        return KeepAlive.on(loop, true);
    }

    /** A started {@link Async}, which keeps this hub from giving up; {@link #keepAlive} does only that. */
    public Async async() {
        Async async = loop.async();
        async.start(() -> { });
        return async;
    }

    /** How many threads {@link #threadpool} may have by default. */
    private static final int THREADPOOL_SIZE = 10;

    /**
     * The thread pool for long computations, and for calls that block where no greenlet can wait: up to ten threads,
     * started on demand. The pool is closed with the hub. Hub thread only. gevent: {@code hub.threadpool}.
     */
    public ThreadPool threadpool() {
        checkThread();
        checkOpen();
        return local(ThreadPool.class, () -> new ThreadPool(THREADPOOL_SIZE), ThreadPool::kill);
    }

    /** A value that the hub keeps for a package until it closes. */
    private record Local<T>(T value, Consumer<? super T> atClose) {
        void close() {
            atClose.accept(value);
        }
    }

    @SuppressWarnings("NullAway")       // it returns null only if make does, as its caller knows
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

    /** The next number for a greenlet of this hub: 0, 1, 2 … Any thread. */
    public long nextIdent() {
        return idents.getAndIncrement();
    }

    // ---- driving

    /** From now on main only drives the loop, and all user code runs in greenlets and callbacks; hub thread only. */
    public void runOnlyGreenlets() {
        checkThread();
        onlyGreenlets = true;
    }

    /**
     * Whether main only drives the loop, as under {@code Gevent.run}. Then a greenlet may park while it holds a lock,
     * because main takes none. Any thread.
     */
    public boolean isOnlyGreenlets() {
        return onlyGreenlets;
    }

    /** Whether the current code is a callback of a loop, where nothing may wait. */
    public static boolean isInCallback() {
        if (Thread.currentThread().isVirtual()) {
            return false;
        }
        Hub hub = Hubs.ofThisThread();
        return hub != null && hub.driver.isDriving();
    }

    /** How long the loop may sleep, in nanoseconds, if it has nothing to do; {@link Long#MAX_VALUE} for no limit. */
    long longestSleep() {
        boolean over = isOver();
        idle = over || !loop.hasWorkOfItsOwn() && live.size() + guests.size() <= waiting;
        if (over) {
            return driver.sleepNanos();
        }
        driver.hasWork();
        return Long.MAX_VALUE;
    }

    /** Whether something could happen here without other threads. Any thread; right about a hub that is left alone. */
    boolean couldAct() {
        return !(loop.isAsleep() && idle);
    }

    /** Whether nothing on this hub could end main's wait, or main only waited for greenlets that have all ended. */
    boolean isOver() {
        waiting -= live.expunge();
        return closing && isEmpty() || !loop.hasWork() && live.size() + guests.size() <= waiting;
    }

    /**
     * The threads of this hub's greenlets and guests that are in a JDK wait: a lock, a park, a sleep. Between slices,
     * hub thread only.
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
        driver.join(null);
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
        return driver.join(limit);
    }

    /**
     * Makes Ctrl-C throw a {@link KeyboardInterrupt} into this hub's main, unless an older hub gets it. The hub of the
     * JVM's first thread does so from the beginning. gevent: Python's handler of SIGINT.
     */
    public void watchKeyboard() {
        Keyboard.watch(this);
    }

    /** Interrupts main for Ctrl-C, and returns false if the last Ctrl-C has not surfaced yet. Any thread. */
    boolean interruptByKeyboard() {
        return main.interruptByKeyboard();
    }

    // ---- throwing

    /** Remembers to interrupt {@code strand} if it enters a JDK wait. */
    void trackPendingThrow(Strand strand) {
        pendingThrows.add(strand);
    }

    /** Called between slices: interrupts the strands in a plain JDK wait that have an exception pending. */
    void interruptForeignWaits() {
        if (!pendingThrows.isEmpty()) {
            pendingThrows.removeIf(Strand::interruptForeignWait);
        }
    }

    // ---- guests

    /** A slice of a virtual thread that inherited its scheduler from one of this hub's fibers. Any thread. */
    Runnable guest(Runnable continuation) {
        return guests.slice(continuation, isCurrent());
    }

    // ---- errors and reports

    /** The loop is about to turn. */
    void begin() {
        firstSpawns = null;
    }

    /** Called when a fiber is queued for its first slice. */
    void spawned(Fiber fiber) {
        if (firstSpawns != null && Thread.currentThread() == main.thread()) {
            firstSpawns.add(fiber);
        }
        JfrEvents.spawned(fiber);
    }

    /** Sets the handler of uncaught exceptions; null for the default, which prints to {@code System.err}. */
    public void setErrorHandler(@Nullable ErrorHandler handler) {
        errors.setHandler(handler);
    }

    /**
     * Reports an uncaught exception, once. A {@code GreenletExit} is not reported. An error of the virtual machine (for
     * example, out of memory) is also thrown in main. In a greenlet the handler is called at once; in the loop, where
     * it must not print or block, it is called in a separate greenlet.
     *
     * @param context what failed
     * @param error what it threw
     */
    public void handleError(Object context, Throwable error) {
        errors.handle(context, error);
    }

    /** How many greenlets a report describes: nobody reads more, and a million would not fit into memory. */
    private static final int MOST_DESCRIBED = 1000;

    /**
     * Watches this hub from a separate thread, and reports each callback or greenlet that runs longer than a limit
     * without waiting. Each is reported once, as a warning of the logger {@code gevent.hub}, with the stack. The
     * monitor is off unless this is called, or the property {@code gevent.monitor} gives a limit in seconds for all
     * hubs. Any thread. gevent: {@code start_periodic_monitoring_thread}, {@code max_blocking_time}.
     *
     * @return a handle that ends the monitor when closed
     */
    public AutoCloseable startMonitor(Duration limit) {
        return startMonitor(limit, Monitor::warn);
    }

    /**
     * Starts a monitor as {@link #startMonitor(Duration)} does, but passes each report to {@code report} instead of the
     * logger.
     *
     * @param report gets the text, on the monitor's thread
     */
    public AutoCloseable startMonitor(Duration limit, Consumer<? super String> report) {
        return Monitor.start(this, limit, report);
    }

    /**
     * The thread whose code this hub runs now: a greenlet's, that of a virtual thread that a greenlet started, or its
     * platform thread. Any thread, but the result may be stale.
     */
    public Thread running() {
        Runnable slice = loop.running();
        Thread virtual = slice == null ? null : Loop.threadOf(slice);
        return virtual != null ? virtual : main.thread();
    }

    /** What this hub does now; hub thread only. Takes no lock, and runs no user code except {@code toString}. */
    public HubInfo inspect() {
        checkThread();
        List<Fiber> fibers = live.toList(loop.ready());
        List<StrandInfo> greenlets = fibers.stream().limit(MOST_DESCRIBED).map(Strand::inspect).toList();
        return new HubInfo(this, main.inspect(), greenlets, fibers.size() - greenlets.size(), guests.threads());
    }

    // ---- the end

    /** How long {@link #close} waits for greenlets to exit. */
    private static final Duration CLOSING_TIME = Duration.ofSeconds(1);

    /**
     * Ends the hub: throws a {@code GreenletExit} into each of its greenlets, interrupts the virtual threads that they
     * started, gives all of them a second to clean up, and frees the hub's operating system resources. The thread gets
     * a new hub when it next needs one. Idempotent; from the hub's main only.
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
        driver.checkMayWait();
        closing = true;
        try {
            live.toList(loop.ready()).forEach(fiber -> fiber.exit(new GreenletExit("its hub is closed")));
            guests.threads().forEach(Thread::interrupt);
            if (!isEmpty() && !join(CLOSING_TIME) && !isEmpty()) {
                warn("Closed " + this + " with greenlets that did not exit:\n" + inspect());
            }
        } finally {
            end(driver::turnLast);
        }
    }

    /** Frees everything, whatever fails on the way, and throws the first failure. */
    private void end(Runnable lastTurn) {
        closed = true;
        List<Runnable> steps = new ArrayList<>(List.of(this::abandonAll));
        locals.values().forEach(local -> steps.add(local::close));
        steps.addAll(List.of(lastTurn, this::abandonAll, loop::close, driver::end, this::forgetStrands,
                () -> Hubs.forget(this)));
        Throwable failure = null;
        for (Runnable step : steps) {
            try {
                step.run();
            } catch (Throwable t) {
                failure = failure == null ? t : failure;
            }
        }
        if (failure != null) {
            throw Strand.<RuntimeException>sneak(failure);
        }
    }

    /** Its thread ends, and it was not closed. */
    void threadEnded() {
        warnOfUnrun();
        end(loop::takeAll);
    }

    private void warnOfUnrun() {
        loop.takeAll();
        List<Fiber> unrun = live.toList(loop.ready()).stream().filter(Fiber::isUnrun).toList();
        if (!unrun.isEmpty()) {
            FirstSpawns known = firstSpawns != null ? firstSpawns : new FirstSpawns();
            warn(this + " has ended with its thread, which did not wait for " + known.describe(unrun));
        }
    }

    boolean isClosing() {
        return closing;
    }

    /** Whether no greenlet and no guest is left. */
    private boolean isEmpty() {
        return live.size() + guests.size() == 0;
    }

    /** What keeps this hub must not keep the stacks that it has abandoned. */
    private void forgetStrands() {
        pendingThrows.clear();
        guests.clear();
    }

    private void abandonAll() {
        for (Fiber fiber : live.toList(loop.ready())) {
            HubDestroyed end = new HubDestroyed(this + ", and " + fiber.describe() + " did not exit in time");
            fiber.abandonWait(end);
            fiber.abandoned(end);
        }
        guests.abandonAll(new HubDestroyed(this + ", and virtual threads of its greenlets did not end in time"));
    }

    /** Logs on a separate thread, because a parked greenlet may hold the logger's lock. The JVM does not end before. */
    void warn(String text) {
        Thread.ofPlatform().name("gevent-warning").daemon(false).start(
                () -> System.getLogger("gevent.hub").log(System.Logger.Level.WARNING, text));
    }

    /** Whether this hub was closed. Any thread. */
    public boolean isClosed() {
        return closed;
    }

    void checkOpen() {
        if (closed) {
            throw new HubDestroyed(this + " is closed: Hub.get() makes a new one");
        }
    }

    @Override
    public String toString() {
        return "<Hub of " + main.thread().getName() + (closed ? ", closed>" : ">");
    }
}
