package gevent;

import gevent.hub.Fiber;
import gevent.hub.Hub;
import gevent.hub.HubDestroyed;
import gevent.hub.JfrEvents;
import gevent.hub.Links;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Timer;
import gevent.hub.Waiter;
import greenlet.GreenletExit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A body of plain blocking code that runs on a hub and takes turns with the other greenlets of its thread. Each
 * greenlet has its own {@link Thread}, so locks, thread locals and unmodified libraries treat it as a thread, but a
 * switch costs a fraction of a thread switch.
 *
 * <pre>{@code
 * Greenlet<Integer> answer = spawn(() -> { sleep(0.1); return 42; });
 * answer.link(g -> System.out.println(g + " is done"));
 * int n = answer.get();
 * }</pre>
 *
 * <h2>States</h2>
 * <pre>
 *   NEW ------ start ------&gt; SCHEDULED ---- its turn comes ----&gt; RUNNING ---- returns, throws ----&gt; DONE
 *    |        startLater         |                                  ^  |                             ^
 *    |                           |                                  +--+ waits, is woken             |
 *    +------------------- kill: the body never runs ---------------------------------------------------+
 * </pre>
 *
 * <p>When a greenlet ends, its result is set first. Then waiters are woken and links are called, in the order they were
 * added. A failure is reported to the hub last. A greenlet that ends by {@link GreenletExit} counts as successful,
 * because it ended on request; so does a killed one whose libraries have wrapped that exception, or the interrupt that
 * brought it: see {@link #isKill}. A greenlet that nothing refers to and nothing can wake is garbage-collected, and its
 * {@code finally} blocks do not run.
 *
 * <p>The greenlet's thread inherits {@link InheritableThreadLocal}s from the code that starts it, with their values at
 * that time. A {@link ScopedValue} binding holds in the greenlet that makes it, across all its waits, but not in the
 * greenlets that it spawns: bind the value again in their bodies.
 *
 * <p>Any thread may use any method. gevent: {@code gevent.Greenlet}.
 *
 * @param <V> type of the result
 */
public class Greenlet<V extends @Nullable Object> extends Fiber implements Waitable {
    private static final int NEW = 0;
    private static final int SCHEDULED = 1;
    private static final int RUNNING = 2;

    private static final VarHandle STATE;
    private static final VarHandle LINKS;
    private static final VarHandle IDENT;

    static {
        // A million greenlets may begin before the first one ends. Compiled code falls back to the interpreter at a
        // class that was never loaded, once for each of the million.
        Outcome.returned(null);
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STATE = lookup.findVarHandle(Greenlet.class, "state", int.class);
            LINKS = lookup.findVarHandle(Greenlet.class, "links", Links.class);
            IDENT = lookup.findVarHandle(Greenlet.class, "ident", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final PinnedLock SPAWN_CALLBACKS_LOCK = new PinnedLock();
    /** Replaced as a whole, with the lock held; any thread reads. */
    private static volatile List<Consumer<? super Greenlet<?>>> spawnCallbacks = List.of();

    private @Nullable Callable<? extends V> body;       // hub thread only once scheduled; null when done with
    private volatile int state;                         // any thread from NEW to SCHEDULED, then the hub thread
    private volatile @Nullable Outcome<V> outcome;      // null until DONE; written by the hub's thread, once
    private volatile @Nullable Links<Waitable> links;   // made when first needed, by any thread
    private volatile @Nullable String name;
    private volatile long ident = -1;                   // any thread, once
    private volatile boolean exiting;                   // whether a GreenletExit is on its way; any thread
    private @Nullable Timer startTimer;                 // hub thread only; null unless started later
    private final boolean quiet;                        // whether a failure is not reported

    /**
     * Creates a greenlet on the current thread's hub, without starting it.
     *
     * @param body what it does, once started
     */
    public Greenlet(Callable<? extends V> body) {
        this(Hub.get(), body);
    }

    /**
     * Creates a greenlet on {@code hub}, without starting it.
     *
     * @param hub runs the greenlet
     * @param body what it does, once started
     */
    public Greenlet(Hub hub, Callable<? extends V> body) {
        this(hub, body, false);
    }

    /**
     * Creates a greenlet on {@code hub}, without starting it.
     *
     * @param hub runs the greenlet
     * @param body what it does, once started
     * @param quiet whether a failure is kept for the result, but not reported; see {@link #quiet}
     */
    protected Greenlet(Hub hub, Callable<? extends V> body, boolean quiet) {
        super(hub);
        this.body = Objects.requireNonNull(body, "body");
        this.quiet = quiet;
    }

    /** Creates a greenlet that is already running, on a thread that gevent4j did not make. */
    Greenlet(Hub hub) {
        super(hub);
        this.state = RUNNING;
        this.quiet = true;
    }

    /**
     * Creates a greenlet whose failure is kept for the result and not reported, without starting it. For scopes and
     * pools, where the failure is thrown to the code that asks for the result.
     *
     * @param hub runs the greenlet
     * @param body what it does, once started
     */
    public static <V extends @Nullable Object> Greenlet<V> quiet(Hub hub, Callable<? extends V> body) {
        return new Greenlet<>(hub, body, true);
    }

    // ---- starting

    /**
     * Calls {@code callback} from now on with each greenlet that is started, before it is scheduled, in the code that
     * starts it. For tools that follow all greenlets; what it throws is thrown to that code, and the greenlet does not
     * start. gevent: {@code Greenlet.add_spawn_callback}.
     */
    public static void addSpawnCallback(Consumer<? super Greenlet<?>> callback) {
        Objects.requireNonNull(callback, "callback");
        try (PinnedLock _ = SPAWN_CALLBACKS_LOCK.hold()) {
            List<Consumer<? super Greenlet<?>>> more = new ArrayList<>(spawnCallbacks);
            more.add(callback);
            spawnCallbacks = List.copyOf(more);
        }
    }

    /** Undoes one {@link #addSpawnCallback}; does nothing if there was none. */
    public static void removeSpawnCallback(Consumer<? super Greenlet<?>> callback) {
        try (PinnedLock _ = SPAWN_CALLBACKS_LOCK.hold()) {
            List<Consumer<? super Greenlet<?>>> left = new ArrayList<>(spawnCallbacks);
            for (int i = 0; i < left.size(); i++) {
                if (left.get(i) == callback) {
                    left.remove(i);
                    break;
                }
            }
            spawnCallbacks = List.copyOf(left);
        }
    }

    /**
     * Schedules the greenlet on its hub, behind everything that is ready now. Does nothing if the greenlet was started
     * or killed before.
     *
     * @throws HubDestroyed if its hub is closed
     */
    public final void start() {
        if (schedule() && !handOver(this::begin)) {
            throw neverRuns();
        }
    }

    /**
     * Schedules the greenlet on its hub after a delay. Does nothing if the greenlet was started or killed before.
     *
     * @param delay from now; zero for the next turn of the loop
     * @throws IllegalArgumentException if {@code delay} is negative
     */
    public final void startLater(Duration delay) {
        Loop.nanos(delay, "delay");
        Timer timer = hub().loop().timer(delay);
        if (schedule()) {
            startIn(timer);
        }
    }

    private void startIn(Timer timer) {
        boolean comes = handOver(() -> {
            if (state == SCHEDULED && !isReady()) {
                startTimer = timer;
                register();
                timer.start(this::begin);
            }
        });
        if (!comes) {
            throw neverRuns();
        }
    }

    /** As {@link #startLater(Duration)}, in seconds. */
    public final void startLater(double seconds) {
        startLater(Loop.duration(seconds));
    }

    /** Starts the greenlet right behind the callback that runs now. For links; in the loop only. */
    final void startNext() {
        if (schedule()) {
            enqueueNext();
        }
    }

    private boolean schedule() {
        if (state == NEW) {
            if (hub().isClosed()) {
                throw neverRuns();
            }
            for (Consumer<? super Greenlet<?>> callback : spawnCallbacks) {
                callback.accept(this);
            }
        }
        return STATE.compareAndSet(this, NEW, SCHEDULED) && prepare(name());
    }

    private HubDestroyed neverRuns() {
        return new HubDestroyed(hub() + " is closed: " + this + " can never run");
    }

    private void begin() {
        if (!isReady()) {
            enqueue();
        }
    }

    @Override
    protected final void body() {
        if (isReady()) {
            return;
        }
        state = RUNNING;
        Callable<? extends V> run = Objects.requireNonNull(body);
        body = null;
        try {
            finish(Outcome.returned(run.call()));
        } catch (Throwable t) {
            end(originOf(t));
        }
    }

    // ---- ending

    /** The kill that a library has wrapped, or made an interrupt's exception of; else {@code end}. */
    private Throwable originOf(Throwable end) {
        if (end instanceof VirtualMachineError) {
            return end;
        }
        return killThatCaused(end) instanceof GreenletExit exit ? exit : unwrapInterrupt(end);
    }

    private void end(Throwable t) {
        finish(Outcome.of(t));
        if (exception() != null && !quiet) {
            hub().handleError(this, t);
        }
    }

    private void finish(Outcome<V> how) {
        outcome = how;
        if (links != null) {
            links.notifyOnce(hub(), this);
        }
    }

    @Override
    protected final void exit(GreenletExit exit) {
        killNow(exit);
    }

    @Override
    protected final void abandoned(HubDestroyed end) {
        if (!isReady()) {
            finish(Outcome.of(end));
        }
    }

    // ---- killing

    /** Throws a {@link GreenletExit} into the greenlet and waits until it has ended. gevent: {@code kill()}. */
    public final void kill() {
        kill(new GreenletExit());
    }

    /** Throws {@code exception} into the greenlet and waits until it has ended. */
    public final void kill(Throwable exception) {
        kill(exception, true, null);
    }

    /** As {@link #kill(Throwable, boolean, Duration)}, with the limit in seconds. */
    public final void kill(Throwable exception, boolean block, double seconds) {
        kill(exception, block, Loop.duration(seconds));
    }

    /**
     * Throws {@code exception} at the greenlet's current wait. A greenlet that has not begun never runs and ends at
     * once. A greenlet that catches the exception lives on. Does nothing if the greenlet has ended. Kills that come
     * while another is on its way are one with it.
     *
     * @param exception is thrown in the greenlet; a {@link GreenletExit} makes it end successfully
     * @param block whether to wait until the greenlet has ended
     * @param timeout limit for that wait; null for none. Its expiry is not an error.
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public void kill(Throwable exception, boolean block, @Nullable Duration timeout) {
        Objects.requireNonNull(exception, "exception");
        Loop.checkLimit(timeout, "timeout");
        if (isReady()) {
            return;
        }
        if (hub().isCurrent() || hub().isClosed()) {
            if (cancel(exception)) {
                return;
            }
            if (block && strand() == Strand.current()) {
                strand().noteKill(exception);
                throw Strand.<RuntimeException>sneak(exception);
            }
        }
        boolean exit = exception instanceof GreenletExit;
        if (!(exit && exiting)) {
            exiting |= exit;
            hub().offerCallback(() -> {
                exiting = false;
                killNow(exception);
            });
        }
        if (block && !(this instanceof ThreadGreenlet)) {
            awaitReady(timeout);
        }
    }

    /** Ends the greenlet if its body has not begun. Hub thread only. */
    final boolean cancel(Throwable exception) {
        if (state == RUNNING || isReady()) {
            return false;
        }
        JfrEvents.killed(this, exception);
        state = SCHEDULED;
        body = null;
        if (startTimer != null) {
            startTimer.close();
        }
        deregister();
        end(exception);
        return true;
    }

    /** Throws {@code exception} into the greenlet unless it has ended. Runs in the loop. */
    final void killNow(Throwable exception) {
        if (!isReady() && !cancel(exception)) {
            JfrEvents.killed(this, exception);
            beforeThrow(exception);
            strand().throwKill(exception);
        }
    }

    /**
     * Whether an exception comes of a kill of the current greenlet: is the exception that the greenlet was killed with,
     * carries it as a cause or suppressed, or tells of the interrupt by which the kill ended a JDK wait. For code
     * between a library that wraps what it catches, and the end of the greenlet.
     *
     * <pre>{@code
     * } catch (SQLException e) {
     *     if (!Greenlet.isKill(e)) {
     *         log(e);
     *     }
     *     throw e;
     * }
     * }</pre>
     */
    public static boolean isKill(Throwable exception) {
        return Strand.currentWithoutNewHub().killThatCaused(Objects.requireNonNull(exception, "exception")) != null;
    }

    /** Called in the loop right before a kill throws {@code exception} into the body. */
    protected void beforeThrow(Throwable exception) {
    }

    /** Throws if gevent4j cannot know when this greenlet ends. */
    void checkEnds() {
    }

    /** The strand that waits, and that exceptions are thrown into. */
    Strand strand() {
        return this;
    }

    // ---- waiting

    /** Waits until the greenlet has ended. Never throws its failure. */
    public final void join() {
        awaitReady(null);
    }

    /**
     * Waits until the greenlet has ended, or until the timeout expires.
     *
     * @param timeout from now; zero lets the loop turn once
     * @return whether the greenlet has ended
     */
    public final boolean join(Duration timeout) {
        Loop.nanos(timeout, "timeout");
        return awaitReady(timeout);
    }

    /** As {@link #join(Duration)}, in seconds. */
    public final boolean join(double seconds) {
        return join(Loop.duration(seconds));
    }

    /**
     * Waits until the greenlet has ended, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @return whether the greenlet has ended
     */
    public final boolean join(Timeout timeout) {
        return timeout.within(() -> awaitReady(null), () -> false);
    }

    /**
     * Waits for the greenlet's result.
     *
     * @return what the body returned
     * @throws RuntimeException what the body threw, if unchecked; {@link Error}s, too
     * @throws CompletionException caused by what the body threw, if checked
     * @throws CancellationException caused by the {@link GreenletExit} that ended the greenlet
     */
    public final V get() {
        awaitReady(null);
        return ended().get(this);
    }

    /**
     * Waits for the greenlet's result, or until the timeout expires.
     *
     * @param timeout from now; zero lets the loop turn once
     * @return what the body returned
     * @throws Timeout if the timeout expires first; otherwise as {@link #get()}
     */
    public final V get(Duration timeout) {
        Loop.nanos(timeout, "timeout");
        if (!awaitReady(timeout)) {
            throw Timeout.expired(timeout);
        }
        return ended().get(this);
    }

    /** As {@link #get(Duration)}, in seconds. */
    public final V get(double seconds) {
        return get(Loop.duration(seconds));
    }

    /** Waits for the greenlet's result. Throws {@code timeout} if it expires first; see {@link Timeout#within}. */
    public final V get(Timeout timeout) {
        return timeout.within(this::get);
    }

    private boolean awaitReady(@Nullable Duration limit) {
        if (isReady()) {
            return true;
        }
        checkEnds();
        Strand self = Strand.current();
        if (self == strand()) {
            throw new IllegalStateException(this + " cannot wait for its own end");
        }
        if (state == NEW && hub().isClosed()) {
            throw neverRuns();
        }
        if (!home().isAlive()) {
            throw new HubDestroyed(hub() + " has ended with its thread: " + this + " will never end");
        }
        Waiter<Waitable> done = new Waiter<>(this);
        rawlink(done);
        try {
            return done.await(home(), limit);
        } finally {
            unlink(done);
        }
    }

    // ---- asking

    /** Whether the greenlet has ended. gevent: {@code ready()}. */
    @Override
    public final boolean isReady() {
        return outcome != null;
    }

    @Override
    public final Thread home() {
        return hub().thread();
    }

    /** How the greenlet has ended. Only once it is ready. */
    @SuppressWarnings("NullAway")       // not null once it is ready
    private Outcome<V> ended() {
        return outcome;
    }

    /** Whether the greenlet has ended by returning or by {@link GreenletExit}. gevent: {@code successful()}. */
    public final boolean isSuccessful() {
        Outcome<V> how = outcome;
        return how != null && how.exception() == null;
    }

    /** Whether the greenlet has ended; the same as {@link #isReady}. gevent: {@code dead}. */
    public final boolean isDead() {
        return isReady();
    }

    /** Whether the greenlet was started and has not ended. gevent: {@code bool(greenlet)}. */
    public boolean isStarted() {
        return state != NEW && !isReady();
    }

    /** The body's return value; null if the body has not returned. */
    public final @Nullable V value() {
        Outcome<V> how = outcome;
        return how == null ? null : how.value();
    }

    /** The exception that the greenlet failed with; null if it has not failed. */
    public final @Nullable Throwable exception() {
        Outcome<V> how = outcome;
        return how == null ? null : how.exception();
    }

    /** The current stack trace, innermost frame first; empty if the greenlet does not run. */
    public StackTraceElement[] stackTrace() {
        Thread thread = strand().thread();
        return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    }

    /** The greenlet that made this one; null if no greenlet did, or if that greenlet no longer exists. */
    public final @Nullable Greenlet<?> spawningGreenlet() {
        return spawner() instanceof Greenlet<?> greenlet ? greenlet : null;
    }

    /** The name that was set, or else {@code Greenlet-N} with the {@link #minimalIdent}. */
    public final String name() {
        String given = name;
        return given != null ? given : "Greenlet-" + minimalIdent();
    }

    /** Names the greenlet and its thread, so that loggers show the name. */
    public final void setName(String name) {
        this.name = Objects.requireNonNull(name, "name");
        Thread thread = thread();
        if (thread != null) {
            thread.setName(name);
        }
    }

    /** A number that is unique among the greenlets of the hub: 0, 1, 2 … in the order they are started. */
    public final long minimalIdent() {
        if (ident < 0) {
            // Without a lock, because the loop also calls this when it reports.
            IDENT.compareAndSet(this, -1L, hub().nextIdent());
        }
        return ident;
    }

    @Override
    public String toString() {
        return "<Greenlet \"" + name() + "\" at 0x" + Integer.toHexString(System.identityHashCode(this)) + ">";
    }

    // ---- links

    /** Calls {@code callback} when the greenlet has ended. The callback runs in its own greenlet, so it may block. */
    public final void link(Consumer<? super Greenlet<V>> callback) {
        rawlink(new Link<>(callback, true, true));
    }

    /** As {@link #link}, but only if the greenlet ends successfully. */
    public final void linkValue(Consumer<? super Greenlet<V>> callback) {
        rawlink(new Link<>(callback, true, false));
    }

    /** As {@link #link}, but only if the greenlet fails. */
    public final void linkException(Consumer<? super Greenlet<V>> callback) {
        rawlink(new Link<>(callback, false, true));
    }

    @Override
    public final void rawlink(Consumer<? super Waitable> callback) {
        Objects.requireNonNull(callback, "callback");
        Links<Waitable> all = links();
        all.add(callback);
        // Either this thread sees the end, or the ending greenlet sees the link.
        if (isReady()) {
            all.notifyOnce(hub(), this);
        }
    }

    @SuppressWarnings("NullAway")       // made here or by another thread, for good
    private Links<Waitable> links() {
        if (links == null) {
            LINKS.compareAndSet(this, null, new Links<Waitable>());
        }
        return links;
    }

    /** Removes one link of {@code callback}, of any kind. Does nothing if there is none. */
    @Override
    public final void unlink(Consumer<?> callback) {
        if (links != null) {
            links.remove(callback);
        }
    }

    /** Removes all links, also those of greenlets that wait for the end of this one. gevent: {@code unlink_all}. */
    public final void unlinkAll() {
        if (links != null) {
            links.clear();
        }
    }

    /** Whether there are links or waiters. gevent: {@code has_links}. */
    public final boolean hasLinks() {
        return links != null && links.count() > 0;
    }

    /**
     * Returns a future that completes when this greenlet ends; a {@link GreenletExit} cancels the future. Dependent
     * stages run in a greenlet. The future's own {@code join()} and {@code get()} block a hub's main, and with it this
     * greenlet: use {@link #get} instead.
     */
    public final CompletableFuture<V> toCompletableFuture() {
        CompletableFuture<V> future = new CompletableFuture<>();
        link(done -> {
            switch (done.ended()) {
                case Outcome.Returned<V>(V value) -> future.complete(value);
                case Outcome.Failed<V>(Throwable t) -> future.completeExceptionally(t);
                case Outcome.Exited<V> _ -> future.cancel(false);
            }
        });
        return future;
    }
}
