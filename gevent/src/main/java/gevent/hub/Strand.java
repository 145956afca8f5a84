package gevent.hub;

import gevent.internal.jdk.VirtualThreads;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of execution that can wait, as {@link Waiter} sees it. There are three kinds, which differ in how they park.
 *
 * <pre>
 *   kind          thread                       parks by                     hub
 *   ------------  ---------------------------  ---------------------------  ----------------------------
 *   MainStrand    a platform thread            running its hub's loop       the one it drives
 *   Fiber         a gevent virtual thread      leaving its carrier          the one it was spawned on
 *   ForeignStrand any other thread             LockSupport                  a guest's: its parent's; else none
 * </pre>
 *
 * Only the strand's hub thread touches the fields: the strand itself, or a callback of its hub while the strand does
 * not run. A strand without a hub touches its own fields.
 */
public abstract sealed class Strand permits MainStrand, Fiber, ForeignStrand {
    private final @Nullable Hub hub;

    /** The wait that this strand is in; null while it runs, and while it is parked in a JDK wait. */
    private @Nullable Waiter<?> waiter;

    /** When the wait began; for reports. */
    private long waitingSince;

    /** What was thrown into this strand; null if nothing was. */
    private @Nullable ThrownIn thrownIn;

    /** How many {@link Shield}s are raised. */
    private int shields;

    /** Whether the thread was interrupted behind a shield. */
    private boolean interruptKept;

    Strand(@Nullable Hub hub) {
        this.hub = hub;
    }

    /**
     * The strand of the current thread. A platform thread that has no hub gets one.
     *
     * @return never null
     */
    public static Strand current() {
        return Thread.currentThread().isVirtual() ? ofVirtual(Thread.currentThread()) : Hub.get().main();
    }

    /**
     * The strand of the current thread, without making a hub. A platform thread without a hub just blocks when this
     * strand waits, as code that knows nothing of hubs expects.
     *
     * @return never null
     */
    public static Strand currentWithoutNewHub() {
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            return ofVirtual(thread);
        }
        Hub hub = Hub.getIfExists();
        return hub != null ? hub.main() : ForeignStrand.of(thread, null);
    }

    /**
     * The platform thread that the current code belongs to: the hub's thread for its greenlets and guests, else the
     * current thread. Objects made on this thread are expected to be used on it.
     */
    public static Thread ownerThread() {
        Hub hub = Hub.getIfExists();
        return hub != null ? hub.thread() : Thread.currentThread();
    }

    private static Strand ofVirtual(Thread thread) {
        MissingAccess.check();
        if (!(VirtualThreads.schedulerOf(thread) instanceof Fiber fiber)) {
            return ForeignStrand.of(thread, null);
        }
        return fiber.thread() == thread ? fiber : ForeignStrand.of(thread, fiber.hub());
    }

    /** The hub that this strand runs on; null if it has none. Any thread. */
    public @Nullable Hub hub() {
        return hub;
    }

    /** The thread that this strand runs as; null for a fiber that was not started. Any thread. */
    public abstract @Nullable Thread thread();

    /** Nanoseconds on this strand's clock: its hub's, or the machine's. Any thread. */
    public final long now() {
        return (hub != null ? hub.loop().clock() : Clock.SYSTEM).nanos();
    }

    /** Parks until {@link #unpark}, or wakes spuriously. Called by the strand itself. */
    abstract void park();

    /** Makes {@link #park} return, now or the next time. Any thread; never blocks. */
    abstract void unpark();

    /** Waits until what is ready now has run. Called by the strand itself. */
    abstract void letOthersRun();

    /**
     * Lets everything that is ready run first, then throws what was thrown into the current strand in the meantime.
     * Called by the strand itself. gevent: {@code sleep(0)}.
     *
     * @throws BlockingSwitchOutError in a callback of the loop
     */
    public final void yieldToReady() {
        checkMayWait();
        throwPending();
        letOthersRun();
        throwPending();
    }

    /** The fiber that spawned this strand; null if none did, or if it was garbage-collected. Any thread. */
    public @Nullable Fiber spawner() {
        return null;
    }

    /**
     * Where this strand was spawned, innermost frame first; empty unless the JVM was started with
     * {@code -Dgevent.spawnstacks=true}. Any thread.
     */
    public List<StackTraceElement> spawnedAt() {
        return List.of();
    }

    /** How reports describe this strand. */
    String describe() {
        return toString();
    }

    // ---- waiting; called by Waiter, on this strand

    void beginWait(Waiter<?> on) {
        waiter = on;
        if (hub != null) {
            waitingSince = lastKnownTime(hub);
        }
    }

    /** The time on the hub's clock, as exact as reports need it. */
    long lastKnownTime(Hub hub) {
        return hub.loop().turnedAt();
    }

    void endWait() {
        if (thrownIn != null && waiter != null) {
            thrownIn.seen(waiter.thrown());
        }
        waiter = null;
    }

    /** The strands one of which must act before this strand's wait can end; empty if unknown, or without a wait. */
    final Collection<Strand> waitsForOneOf() {
        Waiter<?> in = waiter;
        return in == null ? List.of() : endersOf(in.object());
    }

    /** The strands one of which must act before a wait for an object can end; empty if unknown. */
    static Collection<Strand> endersOf(@Nullable Object waitedFor) {
        return switch (waitedFor) {
            case Strand joined -> List.of(joined);
            case Owned lock -> Stream.ofNullable(lock.owner()).toList();
            case AnyOf choice -> endersOfAny(choice.objects());
            case null, default -> List.of();
        };
    }

    private static Collection<Strand> endersOfAny(Collection<?> objects) {
        Set<Strand> all = new LinkedHashSet<>();
        for (Object object : objects) {
            Collection<Strand> enders = endersOf(object);
            if (enders.isEmpty()) {
                return List.of();
            }
            all.addAll(enders);
        }
        return all;
    }

    /** Ends the wait of a strand that never runs again, so that nothing is handed to it. Hub thread only. */
    final void abandonWait(HubDestroyed end) {
        Waiter<?> in = waiter;
        if (in != null) {
            in.abandon(end);
        }
    }

    /** For messages: what this strand waits for, if it says so. */
    final String waitedFor() {
        Waiter<?> in = waiter;
        return in == null || in.object() == null ? "" : " for " + in.object();
    }

    /** What this strand does now; hub thread only. */
    final StrandInfo inspect() {
        Waiter<?> in = waiter;
        return new StrandInfo(this, describe(), in == null ? null : in.object(),
                in == null ? null : Duration.ofNanos(Math.max(0, now() - waitingSince)), stack(), spawner(),
                spawnedAt());
    }

    private List<StackTraceElement> stack() {
        Thread thread = thread();
        return thread == null ? List.of() : Arrays.stream(thread.getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java.lang.VirtualThread"))
                .toList();
    }

    /** The exception that ends the wait when the thread is interrupted. */
    Interrupted interrupted() {
        return new Interrupted();
    }

    /** Throws where the strand must not wait: in a callback of the loop. */
    void checkMayWait() {
    }

    /** Throws the oldest pending exception, if there is one. */
    private void throwPending() {
        if (thrownIn != null && shields == 0) {
            thrownIn.clearInterrupt();
            Throwable first = thrownIn.surfaceFirst();
            if (first != null) {
                throw Strand.<RuntimeException>sneak(first);
            }
        }
    }

    /** Ends {@code wait} with the oldest pending exception, unless the wait was decided already. */
    final void throwPendingInto(Waiter<?> wait) {
        if (thrownIn != null && shields == 0) {
            thrownIn.clearInterrupt();
            Throwable first = thrownIn.first();
            if (first != null && wait.end(first)) {
                thrownIn.surfaceFirst();
            }
        }
    }

    /**
     * Takes back an interrupt by which the hub has ended a JDK wait, until the next JDK wait: the status must not end
     * what begins now. Called by the strand itself.
     */
    public final void putOffInterrupt() {
        if (thrownIn != null && thrownIn.clearInterrupt() && thrownIn.isPending() && hub != null) {
            hub.trackPendingThrow(this);
        }
    }

    /** Keeps an interrupt that did not end the wait it came to. Called by the strand itself. */
    void keep(Interrupted interrupt) {
        Thread.currentThread().interrupt();
    }

    // ---- shields; called by the strand itself

    final void shield() {
        shields++;
    }

    final void unshield() {
        if (--shields == 0 && interruptKept) {
            interruptKept = false;
            Thread.currentThread().interrupt();
        }
    }

    /** Whether an interrupt must not end the current wait. Then the interrupt is kept until the shield is down. */
    final boolean keepBehindShield() {
        interruptKept |= shields > 0;
        return shields > 0;
    }

    // ---- what was thrown in

    /** The last exception thrown into this strand that surfaced; null if none did. Called by the strand itself. */
    public final @Nullable Throwable lastThrownIn() {
        return thrownIn == null ? null : thrownIn.last();
    }

    /** Whether an exception thrown into this strand has not surfaced yet. */
    public final boolean hasPending() {
        return thrownIn != null && thrownIn.isPending();
    }

    /**
     * Replaces an exception that ends code of this strand by the exception that it stands for: if it tells of an
     * interrupt, or carries an exception that does, and the hub made that interrupt for a pending exception. Called by
     * the strand itself.
     */
    public final Throwable unwrapInterrupt(Throwable end) {
        Throwable pending = thrownIn == null ? null : thrownIn.surfaceInterrupt(end);
        return pending != null ? pending : end;
    }

    /** Whether {@code end} comes of an exception thrown into this strand. Called by the strand itself. */
    public final boolean caused(Throwable exception, Throwable end) {
        return thrownIn != null && thrownIn.caused(exception, end);
    }

    /** The last kill of this strand that {@code end} comes of; null if there is none. Called by the strand itself. */
    public final @Nullable Throwable killThatCaused(Throwable end) {
        return thrownIn == null ? null : thrownIn.killThatCaused(end);
    }

    // ---- throwing into the strand

    /**
     * Throws into this strand at its wait. If the strand is in no gevent wait, or the wait was decided already, the
     * exception stays pending and surfaces at the next gevent wait. A plain JDK wait is interrupted to get there.
     *
     * @param exception is thrown in the strand
     */
    public final void throwIn(Throwable exception) {
        if (hub == null) {
            throw new InvalidThreadUseError("Cannot throw into " + describe() + ": it belongs to no hub");
        }
        hub.checkThread();
        if (waiter != null && shields == 0) {
            if (waiter.throwTo(exception)) {
                thrownIn().surfaced(exception);
                return;
            }
            // The deciding thread may be about to wake this strand, but a closing hub does not wait for that.
            unpark();
        }
        thrownIn().add(exception);
        hub.trackPendingThrow(this);
    }

    /** Throws again, at the next wait, what has surfaced: its connection was closed. Called by the strand itself. */
    public final void throwAgain(Throwable exception) {
        thrownIn().closed(exception);
        throwIn(exception);
    }

    /** As {@link #throwIn}, and remembers that the exception is a kill. */
    public final void throwKill(Throwable exception) {
        noteKill(exception);
        throwIn(exception);
    }

    /** Remembers a kill that the caller throws. */
    public final void noteKill(Throwable exception) {
        thrownIn().addKill(exception);
    }

    private ThrownIn thrownIn() {
        ThrownIn own = thrownIn;
        if (own == null) {
            own = new ThrownIn();
            thrownIn = own;
        }
        return own;
    }

    /**
     * Takes back an exception that {@link #throwIn} left pending; hub thread only.
     *
     * @return false if the exception has surfaced, or was never thrown
     */
    public final boolean retract(Throwable exception) {
        if (thrownIn == null) {
            return false;
        }
        boolean wasPending = thrownIn.remove(exception);
        if (Thread.currentThread() == thread()) {
            thrownIn.settleInterruptFor(exception);
        }
        return wasPending;
    }

    /** Interrupts a plain JDK wait that keeps a pending exception from surfacing. Called by the hub between slices. */
    final boolean interruptForeignWait() {
        Thread thread = Objects.requireNonNull(thread());
        Thread.State state = thread.getState();
        if (!hasPending() || state == Thread.State.TERMINATED) {
            return true;
        }
        if (waiter != null || shields > 0 || (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING)) {
            return false;
        }
        thrownIn().interrupting();
        thread.interrupt();
        return true;
    }

    /** Throws {@code t} as it is, whether declared or not. */
    @SuppressWarnings("unchecked")
    protected static <X extends Throwable> X sneak(Throwable t) throws X {
        throw (X) t;
    }
}
