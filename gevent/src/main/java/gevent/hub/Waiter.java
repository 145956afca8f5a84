package gevent.hub;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One wait of one greenlet. It is decided exactly once: by a value, an exception, a kill or a timeout, whichever comes
 * first, from any thread. All waiting in gevent4j goes through this class.
 *
 * <pre>{@code
 * Waiter<String> waiter = new Waiter<>();
 * hub.loop().timer(Duration.ofMillis(100)).start(() -> waiter.switchTo("hello from the loop"));
 * String hello = waiter.get();
 * }</pre>
 *
 * <h2>States</h2>
 * <pre>
 *   undecided --- switchTo(v) ---&gt; value      get() returns it
 *       |-------- throwTo(t)  ---&gt; thrown     get() throws it
 *       +-------- time is up  ---&gt; expired    await() returns false
 * </pre>
 * Each arrow is a compare-and-set on the same field, so exactly one wins. {@code switchTo} and {@code throwTo} return
 * whether they won; a loser that carried something (an item, a permit) must give it to another waiter.
 *
 * <p>gevent: {@code gevent.hub.Waiter}, which only the hub may switch; in gevent4j any thread may.
 *
 * @param <T> what is waited for
 */
public final class Waiter<T extends @Nullable Object> implements Wakeup<T> {
    private static final VarHandle OUTCOME;
    private static final VarHandle STRAND;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            OUTCOME = lookup.findVarHandle(Waiter.class, "outcome", Object.class);
            STRAND = lookup.findVarHandle(Waiter.class, "strand", Strand.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Object NULL = new Object();
    private static final Object EXPIRED = new Object();

    private record Thrown(Throwable exception) {
    }

    private volatile @Nullable Object outcome;     // any thread, by compare-and-set from null
    private volatile @Nullable Strand strand;      // that waits now, and writes this; read by the deciding thread

    private final @Nullable Object object;

    /** Makes an undecided waiter. The first strand that calls {@link #get} waits on it. */
    public Waiter() {
        this(null);
    }

    /**
     * Makes an undecided waiter that can report what is waited for.
     *
     * @param object what is waited for, for reports; may be null
     */
    public Waiter(@Nullable Object object) {
        this.object = object;
    }

    /** What is waited for; null if unknown. */
    public @Nullable Object object() {
        return object;
    }

    /**
     * Makes {@link #get} return {@code value}. Any thread; never blocks.
     *
     * @param value may be null
     * @return whether this call decided the wait; false if it was decided before
     */
    public boolean switchTo(T value) {
        return decide(value == null ? NULL : value);
    }

    /**
     * Makes {@link #get} throw {@code exception}. Any thread; never blocks.
     *
     * @param exception is thrown as it is, whether declared or not
     * @return whether this call decided the wait; false if it was decided before
     */
    public boolean throwTo(Throwable exception) {
        return decide(new Thrown(exception));
    }

    /** As {@link #switchTo}, so that a waiter can be the target of a link. */
    @Override
    public void accept(T value) {
        switchTo(value);
    }

    /** The hub of the strand that waits; null if none waits yet, or if it has no hub. */
    @Override
    public @Nullable Hub hub() {
        Strand waiting = strand;
        return waiting == null ? null : waiting.hub();
    }

    /** As {@link #throwTo}, but called by the waiting strand itself, so there is no strand to wake. */
    boolean end(Throwable exception) {
        return OUTCOME.compareAndSet(this, null, new Thrown(exception));
    }

    private boolean decide(Object how) {
        if (!OUTCOME.compareAndSet(this, null, how)) {
            return false;
        }
        // Either this thread sees the strand that is about to park, or that strand sees the outcome before it parks.
        Strand waiting = strand;
        if (waiting != null) {
            waiting.unpark();
        }
        return true;
    }

    /**
     * As {@link #end}, for a strand that never runs again, and so never leaves the line in which this waiter stands:
     * what keeps the line must not keep the strand's stack.
     */
    void abandon(Throwable exception) {
        end(exception);
        strand = null;
    }

    /** Whether the wait is decided. */
    public boolean isReady() {
        return outcome != null;
    }

    /** The exception that decided the wait; null if none did. */
    @Nullable Throwable thrown() {
        return outcome instanceof Thrown(Throwable exception) ? exception : null;
    }

    /** Whether the wait was decided by a value. */
    boolean isSwitched() {
        Object how = outcome;
        return how != null && how != EXPIRED && !(how instanceof Thrown);
    }

    /**
     * Waits until the wait is decided.
     *
     * @return the value
     * @throws ConcurrentObjectUseError if another greenlet waits on this waiter
     * @throws BlockingSwitchOutError in a callback of the loop
     * @throws Interrupted if the thread is interrupted
     * @throws LoopExit on the main of a hub that has nothing left to do
     */
    public T get() {
        return get(null);
    }

    /** As {@link #get()}, for a strand that the caller has already found; null to look it up. */
    T get(@Nullable Strand self) {
        if (outcome == null) {
            block(self != null ? self : Strand.current());
        }
        return result();
    }

    /**
     * Waits until the wait is decided or the time is up. A timeout decides the wait, too.
     *
     * @param limit from now; zero lets the loop turn once
     * @return false if the time was up first
     * @throws IllegalArgumentException if {@code limit} is negative
     * @throws ConcurrentObjectUseError if another greenlet waits on this waiter
     * @throws Interrupted if the thread is interrupted
     */
    public boolean await(Duration limit) {
        Loop.nanos(limit, "limit");
        return await(Strand.current(), limit);
    }

    /**
     * Waits until the wait is decided or the time is up. A timeout decides the wait, too. A thread without a hub does
     * not get one.
     *
     * @param limit from now
     * @return false if the time was up first
     * @throws IllegalArgumentException if {@code limit} is negative
     * @throws Interrupted if the thread is interrupted
     */
    public boolean awaitWithoutNewHub(Duration limit) {
        Loop.nanos(limit, "limit");
        return await(Strand.currentWithoutNewHub(), limit);
    }

    private void start(Timer timer) {
        try {
            timer.start(this::expire);
        } catch (Throwable noMemory) {      // perhaps on another thread than the strand's that waits
            throwTo(noMemory);
        }
    }

    boolean await(Strand self, Duration limit) {
        if (outcome == null) {
            Loop loop = self.hub() != null ? self.hub().loop() : BackgroundHub.get().loop();
            Timer timer = loop.timeout(limit);
            loop.runOrExecute(() -> start(timer));
            try {
                block(self);
            } finally {
                loop.runOrExecute(timer::close);
            }
        }
        if (outcome == EXPIRED) {
            return false;
        }
        result();
        return true;
    }

    /**
     * Waits until the wait is decided or the time is up, when another thread may be the one to decide it.
     *
     * @param home the thread that is expected to decide, in its own code or on its hub, see {@link Strand#ownerThread};
     *        if it is not the thread of the current hub, the current hub does not give up meanwhile
     * @param limit from now; null for none
     * @return false if the time was up first
     * @throws IllegalArgumentException if {@code limit} is negative
     * @throws ConcurrentObjectUseError if another greenlet waits on this waiter
     * @throws Interrupted if the thread is interrupted
     */
    public boolean await(@Nullable Thread home, @Nullable Duration limit) {
        Loop.checkLimit(limit, "limit");
        Strand self = Strand.current();
        try (KeepAlive _ = KeepAlive.hereUnlessOn(home)) {
            if (limit != null) {
                return await(self, limit);
            }
            get(self);
            return true;
        }
    }

    private void expire() {
        decide(EXPIRED);
    }

    private void block(Strand self) {
        if (!STRAND.compareAndSet(this, null, self)) {
            throw new ConcurrentObjectUseError("This Waiter is already used: " + this);
        }
        try {
            self.checkMayWait();
            self.beginWait(this);
            JfrEvents.Wait record = JfrEvents.beginWait();
            try {
                self.throwPendingInto(this);
                parkUnlessDecided(self);
            } finally {
                self.endWait();
                JfrEvents.waited(record, self, object);
            }
        } catch (Throwable notResumed) {
            // For example a LoopExit: it ends the wait unless something else did in the meantime.
            if (!end(notResumed)) {
                keep(self, notResumed);
            }
        } finally {
            strand = null;
        }
    }

    /**
     * Parks unless the wait is decided. No branch follows the park in this method. A million greenlets may begin their
     * first wait before any of them ends it. The compiler then sees no wait end, and compiles each branch after the
     * park as never taken: each of the million would have to leave compiled code for the interpreter, at about 30 µs.
     */
    private void parkUnlessDecided(Strand self) {
        if (outcome == null) {
            self.park();
            parkedOnce(self);
        }
    }

    private void parkedOnce(Strand self) {
        while (outcome == null) {
            if (!Thread.interrupted()) {
                self.park();
            } else if (!self.keepBehindShield()) {
                Interrupted interrupt = self.interrupted();
                if (!end(interrupt)) {
                    self.keep(interrupt);
                }
            }
        }
    }

    /** Keeps an exception that lost against a value but still concerns the thread. */
    private static void keep(Strand self, Throwable lost) {
        switch (lost) {
            case Interrupted interrupt -> self.keep(interrupt);
            case VirtualMachineError e -> throw e;
            default -> {
                // It concerned only this wait, which is over.
            }
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"})        // the value is null only if T may be
    private T result() {
        Object how = outcome;
        if (how instanceof Thrown thrown) {
            throw Strand.<RuntimeException>sneak(thrown.exception);
        }
        if (how == EXPIRED) {
            throw new IllegalStateException("The wait has timed out: it has no value");
        }
        return how == NULL ? null : (T) how;
    }

    @Override
    public String toString() {
        Object how = outcome;
        Strand waiting = strand;
        return "<Waiter " + (how == null ? waiting == null ? "unused" : "of " + waiting.describe()
                : how instanceof Thrown t ? "threw " + t.exception : how == EXPIRED ? "timed out" : "got " + how) + ">";
    }
}
