package gevent;

import gevent.hub.Fiber;
import gevent.hub.Hub;
import gevent.hub.HubDestroyed;
import gevent.hub.JfrEvents;
import gevent.hub.Links;
import gevent.hub.Loop;
import gevent.hub.Strand;
import gevent.hub.Timer;
import gevent.hub.Waiter;
import greenlet.GreenletExit;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * A body of plain blocking code that runs on a hub, taking turns with the other greenlets of its thread. It has its own
 * {@link Thread}, so locks, thread locals and unmodified libraries take it for one; switching costs a fraction of that.
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
 * <p>The result is there before anybody is told of it; then those that wait are woken and the links called, in the
 * order they came; then a failure is reported to the hub. A greenlet that ends by {@link GreenletExit} was successful:
 * it was told to exit, and did. One that nothing refers to and nothing can wake is collected, its {@code finally}
 * blocks unrun.
 *
 * <p>Its thread inherits {@link InheritableThreadLocal}s from whoever starts it, as they are then. A {@link
 * ScopedValue} is bound for the greenlet that binds it, across all its waits, and not for those that it spawns: bind it
 * again in their bodies.
 *
 * <p>Any thread may use any method. gevent: {@code gevent.Greenlet}.
 *
 * @param <V> of the result
 */
public class Greenlet<V> extends Fiber implements Waitable {
    private static final int NEW = 0;
    private static final int SCHEDULED = 1;
    private static final int RUNNING = 2;

    private static final VarHandle STATE;
    private static final VarHandle LINKS;
    private static final VarHandle IDENT;

    static {
        // Where a million begin before the first one ends: compiled code leaves for the interpreter at what was never
        // loaded, each of the million for itself.
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

    private Callable<? extends V> body;              // hub thread only once scheduled; null when done with
    private volatile int state;                      // any thread from NEW to SCHEDULED, then the hub's
    private volatile Outcome<V> outcome;             // null until DONE; written by the hub's thread, once
    private volatile Links<Waitable> links;          // made when first needed, by any thread
    private volatile String name;
    private volatile long ident = -1;                // any thread, once
    private Timer startTimer;                        // hub thread only; null unless started later
    private final boolean quiet;                     // whether a failure is not reported

    /**
     * A greenlet of the current thread's hub, not started.
     *
     * @param body what it does, once started
     */
    public Greenlet(Callable<? extends V> body) {
        this(Hub.get(), body);
    }

    /**
     * A greenlet of a hub, not started.
     *
     * @param hub runs it
     * @param body what it does, once started
     */
    public Greenlet(Hub hub, Callable<? extends V> body) {
        this(hub, body, false);
    }

    /**
     * A greenlet of a hub, not started.
     *
     * @param hub runs it
     * @param body what it does, once started
     * @param quiet whether a failure is kept for the result, but not reported; see {@link #quiet}
     */
    protected Greenlet(Hub hub, Callable<? extends V> body, boolean quiet) {
        super(hub);
        this.body = Objects.requireNonNull(body, "body");
        this.quiet = quiet;
    }

    /** One that runs already, on a thread that we did not make. */
    Greenlet(Hub hub) {
        super(hub);
        this.state = RUNNING;
        this.quiet = true;
    }

    /**
     * A greenlet, not started, whose failure is kept for the result and not reported: for scopes and pools, where
     * whoever asks for the result is thrown the failure.
     *
     * @param hub runs it
     * @param body what it does, once started
     */
    public static <V> Greenlet<V> quiet(Hub hub, Callable<? extends V> body) {
        return new Greenlet<>(hub, body, true);
    }

    // ---- starting

    /**
     * Has its hub run it, behind what is ready now; nothing if it was started or killed before.
     *
     * @throws HubDestroyed if its hub is closed
     */
    public final void start() {
        if (schedule()) {
            hub().loop().runOrExecute(this::begin);
        }
    }

    /**
     * Has its hub run it after a time; nothing if it was started or killed before.
     *
     * @param delay from now; zero for the next turn of the loop
     * @throws IllegalArgumentException if {@code delay} is negative
     */
    public final void startLater(Duration delay) {
        Loop.nanos(delay, "delay");
        Timer timer = hub().loop().timer(delay);
        if (schedule()) {
            hub().loop().runOrExecute(() -> {
                if (state == SCHEDULED && !isReady()) {
                    startTimer = timer;
                    register();
                    timer.start(this::begin);
                }
            });
        }
    }

    private boolean schedule() {
        if (state == NEW && hub().isClosed()) {
            throw new HubDestroyed(hub() + " is closed: " + this + " can never run");
        }
        return STATE.compareAndSet(this, NEW, SCHEDULED) && prepare(name);
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
        Callable<? extends V> run = body;
        body = null;
        try {
            finish(Outcome.returned(run.call()));
        } catch (Throwable t) {
            end(unwrapInterrupt(t));
        }
    }

    // ---- ending

    private void end(Throwable t) {
        finish(Outcome.of(t));
        if (exception() != null && !quiet) {
            hub().handleError(this, t);
        }
    }

    private void finish(Outcome<V> how) {
        outcome = how;
        if (links != null) {
            links.notifyAll(hub(), this);
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

    /** Throws a {@link GreenletExit} into it and waits until it has ended. gevent: {@code kill()}. */
    public final void kill() {
        kill(new GreenletExit(), true, null);
    }

    /**
     * Throws into it where it waits. One that has not begun never runs, and is done at once; one that catches the
     * exception lives on; for one that is done this does nothing.
     *
     * @param exception is thrown in it; a {@link GreenletExit} makes it end successfully
     * @param block whether to wait until it has ended
     * @param timeout how long to wait for that; null for ever. It is no error if it is up first.
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public void kill(Throwable exception, boolean block, Duration timeout) {
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
                throw Strand.<RuntimeException>sneak(exception);
            }
        }
        hub().runCallback(() -> killNow(exception));
        if (block && !(this instanceof ThreadGreenlet)) {
            awaitReady(timeout);
        }
    }

    /** Ends it if its body has not begun; hub thread only. */
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

    /** Throws into it if it lives; in the loop. */
    final void killNow(Throwable exception) {
        if (!isReady() && !cancel(exception)) {
            JfrEvents.killed(this, exception);
            strand().throwIn(exception);
        }
    }

    /** Throws if its end is not ours to know. */
    void checkEnds() {
    }

    /** What waits and is thrown into. */
    Strand strand() {
        return this;
    }

    // ---- waiting

    /** Waits until it has ended; never throws because of how it did. */
    public final void join() {
        awaitReady(null);
    }

    /**
     * Waits until it has ended, or the time is up.
     *
     * @param timeout from now; zero lets the loop turn once
     * @return whether it has ended
     */
    public final boolean join(Duration timeout) {
        Loop.nanos(timeout, "timeout");
        return awaitReady(timeout);
    }

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @return whether it has ended */
    public final boolean join(Timeout timeout) {
        return timeout.within(() -> awaitReady(null), () -> false);
    }

    /**
     * Waits for its result.
     *
     * @return what the body returned
     * @throws RuntimeException what the body threw, if unchecked; {@link Error}s, too
     * @throws CompletionException caused by what the body threw, if checked
     * @throws CancellationException caused by the {@link GreenletExit} that ended it
     */
    public final V get() {
        awaitReady(null);
        return outcome.get(this);
    }

    /**
     * Waits for its result, or until the time is up.
     *
     * @param timeout from now; zero lets the loop turn once
     * @return what the body returned
     * @throws Timeout if the time is up first; otherwise as {@link #get()}
     */
    public final V get(Duration timeout) {
        Loop.nanos(timeout, "timeout");
        if (!awaitReady(timeout)) {
            throw Timeout.expired(timeout);
        }
        return outcome.get(this);
    }

    /** The same under a timeout of the caller's, which is thrown if it is up first; see {@link Timeout#within}. */
    public final V get(Timeout timeout) {
        return timeout.within(this::get);
    }

    private boolean awaitReady(Duration limit) {
        if (isReady()) {
            return true;
        }
        checkEnds();
        Strand self = Strand.current();
        if (self == strand()) {
            throw new IllegalStateException(this + " cannot wait for its own end");
        }
        if (state == NEW && hub().isClosed()) {
            throw new HubDestroyed(hub() + " is closed: " + this + " can never run");
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

    /** Whether it has ended. gevent: {@code ready()}. */
    @Override
    public final boolean isReady() {
        return outcome != null;
    }

    @Override
    public final Thread home() {
        return hub().mainStrand().thread();
    }

    /** Whether it has ended by returning or by {@link GreenletExit}. gevent: {@code successful()}. */
    public final boolean isSuccessful() {
        Outcome<V> how = outcome;
        return how != null && how.exception() == null;
    }

    /** Whether it has ended; the same as {@link #isReady}. gevent: {@code dead}. */
    public final boolean isDead() {
        return isReady();
    }

    /** Whether it was started and has not ended. gevent: {@code bool(greenlet)}. */
    public boolean isStarted() {
        return state != NEW && !isReady();
    }

    /** What the body returned; null if it has not. */
    public final V value() {
        Outcome<V> how = outcome;
        return how == null ? null : how.value();
    }

    /** What it failed with; null if it has not. */
    public final Throwable exception() {
        Outcome<V> how = outcome;
        return how == null ? null : how.exception();
    }

    /** Where it stands: the innermost frame first, empty if it does not run. */
    public StackTraceElement[] stackTrace() {
        Thread thread = strand().thread();
        return thread == null ? new StackTraceElement[0] : thread.getStackTrace();
    }

    /** The greenlet that made this one; null if that was no greenlet, or nothing is left of it. */
    public final Greenlet<?> spawningGreenlet() {
        return spawner() instanceof Greenlet<?> greenlet ? greenlet : null;
    }

    /** What it was named; {@code Greenlet-N} with its {@link #minimalIdent} if it was not. */
    public final String name() {
        String given = name;
        return given != null ? given : "Greenlet-" + minimalIdent();
    }

    /** Names it and its thread. */
    public final void setName(String name) {
        this.name = Objects.requireNonNull(name, "name");
        Thread thread = thread();
        if (thread != null) {
            thread.setName(name);
        }
    }

    /** A small number that no other greenlet of its hub has: 0 for the first that is asked, then 1, and so on. */
    public final long minimalIdent() {
        if (ident < 0) {
            // Without a lock, since the loop asks, too, when it reports.
            IDENT.compareAndSet(this, -1L, hub().nextIdent());
        }
        return ident;
    }

    @Override
    public String toString() {
        return "<Greenlet \"" + name() + "\" at 0x" + Integer.toHexString(System.identityHashCode(this)) + ">";
    }

    // ---- links

    /** Has {@code callback} called when it has ended, in a greenlet of its own, so it may block. */
    public final void link(Consumer<? super Greenlet<V>> callback) {
        rawlink(new Link<>(callback, true, true));
    }

    /** As {@link #link}, if it ends successfully. */
    public final void linkValue(Consumer<? super Greenlet<V>> callback) {
        rawlink(new Link<>(callback, true, false));
    }

    /** As {@link #link}, if it fails. */
    public final void linkException(Consumer<? super Greenlet<V>> callback) {
        rawlink(new Link<>(callback, false, true));
    }

    @Override
    public final void rawlink(Consumer<? super Waitable> callback) {
        Objects.requireNonNull(callback, "callback");
        if (links == null) {
            LINKS.compareAndSet(this, null, new Links<Waitable>());
        }
        links.add(callback);
        // Either we see that it is done, or its end sees the links.
        if (isReady()) {
            links.notifyAll(hub(), this);
        }
    }

    /** Takes back one link of {@code callback}, of whichever kind; nothing if there is none. */
    @Override
    public final void unlink(Consumer<?> callback) {
        if (links != null) {
            links.removeFirst(link -> link == callback || link instanceof Link<?> l && l.callback() == callback);
        }
    }

    /**
     * A future that ends as this greenlet does: a {@link GreenletExit} cancels it. Stages that wait for it run in a
     * greenlet. Its own {@code join()} and {@code get()} block a hub's main, and with it the greenlet: use {@link
     * #get}.
     */
    public final CompletableFuture<V> toCompletableFuture() {
        CompletableFuture<V> future = new CompletableFuture<>();
        link(done -> {
            switch (done.outcome) {
                case Outcome.Returned<V>(V value) -> future.complete(value);
                case Outcome.Failed<V>(Throwable t) -> future.completeExceptionally(t);
                case Outcome.Exited<V> _ -> future.cancel(false);
            }
        });
        return future;
    }
}
