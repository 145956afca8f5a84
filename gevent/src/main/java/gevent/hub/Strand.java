package gevent.hub;

import gevent.internal.jdk.VirtualThreads;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/**
 * Whoever can wait: one line of execution, as {@link Waiter} sees it. There are three kinds, which differ in how they
 * stand still.
 *
 * <pre>
 *   kind          thread                       parks by                     hub
 *   ------------  ---------------------------  ---------------------------  ----------------------------
 *   MainStrand    a platform thread            running its hub's loop       the one it drives
 *   Fiber         a virtual thread of ours     leaving its carrier          the one it was spawned on
 *   ForeignStrand any other thread             LockSupport                  a guest's: its parent's; else none
 * </pre>
 *
 * Fields are touched on the strand's hub thread only (by the strand itself, or by a callback of its hub while it does
 * not run); a strand without a hub touches its own.
 */
public abstract sealed class Strand permits MainStrand, Fiber, ForeignStrand {
    private final Hub hub;

    /** The wait that this strand is in; null while it runs, and while it is parked in a wait of the JDK. */
    private Waiter<?> waiter;

    /** When that began, as exactly as its hub's loop looks at the clock; for reports. */
    private long waitingSince;

    /** Thrown into this strand while it was in no wait of ours; they surface one by one at its next. Often null. */
    private ArrayDeque<Throwable> pending;

    /** What surfaced last in this strand of what was thrown into it; null if nothing did. */
    private Throwable lastThrownIn;

    /** Whether we interrupted the thread to end a wait of the JDK, so that what is pending may surface. */
    private boolean interruptedByUs;

    Strand(Hub hub) {
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
     * The strand of the current thread, without making a hub: a platform thread that has none just blocks when this
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
     * The platform thread that the current code belongs to: the hub's for its greenlets and guests, else the current
     * thread. What is made there is expected to be used there.
     */
    public static Thread ownerThread() {
        Hub hub = Hub.getIfExists();
        return hub != null ? hub.mainStrand().thread() : Thread.currentThread();
    }

    private static Strand ofVirtual(Thread thread) {
        MissingAccess.check();
        if (!(VirtualThreads.schedulerOf(thread) instanceof Fiber fiber)) {
            return ForeignStrand.of(thread, null);
        }
        return fiber.thread() == thread ? fiber : ForeignStrand.of(thread, fiber.hub());
    }

    /** The hub that this strand runs on; null for a thread that has none. Any thread may ask. */
    public final Hub hub() {
        return hub;
    }

    /** The thread that this strand runs as. Any thread may ask; null for a fiber that was not started. */
    public abstract Thread thread();

    /** Nanoseconds on the clock that this strand lives by. Any thread. */
    public final long now() {
        return (hub != null ? hub.loop().clock() : Clock.SYSTEM).nanos();
    }

    /** Stands still until {@link #unpark}, or for no reason. Called by the strand itself. */
    abstract void park();

    /** Lets {@link #park} return, now or the next time. Any thread; never blocks. */
    abstract void unpark();

    /** Stands still until what is ready now has run. Called by the strand itself. */
    abstract void letOthersRun();

    /**
     * Lets everything that is ready run first; throws what was thrown into the current strand in the meantime. Called
     * by the strand itself. gevent: {@code sleep(0)}.
     *
     * @throws BlockingSwitchOutError in a callback of the loop
     */
    public final void yieldToReady() {
        checkMayWait();
        throwPending();
        letOthersRun();
        throwPending();
    }

    /** The one that made it; null if none did, or nothing is left of that. Any thread may ask. */
    public Fiber spawner() {
        return null;
    }

    /**
     * Where it was made, the innermost frame first: empty unless the JVM was started with
     * {@code -Dgevent.spawnstacks=true}. Any thread may ask.
     */
    public List<StackTraceElement> spawnedAt() {
        return List.of();
    }

    /** What is said of it in reports. */
    String describe() {
        return toString();
    }

    // ---- waiting; called by Waiter, on this strand

    void beginWait(Waiter<?> on) {
        waiter = on;
        if (hub != null) {
            waitingSince = hub.loop().turnedAt();
        }
    }

    void endWait() {
        waiter = null;
    }

    /** What it does now; hub thread only. */
    final StrandInfo inspect() {
        Waiter<?> in = waiter;
        return new StrandInfo(this, describe(), in == null ? null : in.object(),
                in == null ? null : Duration.ofNanos(Math.max(0, now() - waitingSince)), stack(), spawner(),
                spawnedAt());
    }

    private List<StackTraceElement> stack() {
        return thread() == null ? List.of() : Arrays.stream(thread().getStackTrace())
                .filter(frame -> !frame.getClassName().startsWith("java.lang.VirtualThread"))
                .toList();
    }

    /** What an interrupt of its thread ends its wait with. */
    Interrupted interrupted() {
        return new Interrupted();
    }

    /** Throws if nothing may wait here: in a callback of the loop. */
    void checkMayWait() {
    }

    /** Throws what was thrown into this strand while it was in no wait. */
    private void throwPending() {
        clearOurInterrupt();
        if (hasPending()) {
            lastThrownIn = pending.poll();
            throw Strand.<RuntimeException>sneak(lastThrownIn);
        }
    }

    /** The same in a wait, unless something else has decided it. */
    final void throwPendingInto(Waiter<?> wait) {
        clearOurInterrupt();
        if (hasPending() && wait.end(pending.peek())) {
            lastThrownIn = pending.remove();
        }
    }

    /** Takes back the interrupt of a wait of the JDK, which has done its work, also if what it was for is retracted. */
    private void clearOurInterrupt() {
        if (interruptedByUs) {
            interruptedByUs = false;
            Thread.interrupted();
        }
    }

    /**
     * What surfaced last in this strand of what was thrown into it; null if nothing did. Called by the strand itself.
     */
    public final Throwable lastThrownIn() {
        return lastThrownIn;
    }

    /** Whether something thrown into this strand has not surfaced yet. */
    public final boolean hasPending() {
        return pending != null && !pending.isEmpty();
    }

    /**
     * What to make of an exception that ends some code of this strand: an {@link InterruptedException} that we caused
     * stands for what was thrown into it, and so does what pipes make of one. Called by the strand itself.
     */
    public final Throwable unwrapInterrupt(Throwable end) {
        if (!interruptedByUs || !tellsOfInterrupt(end)) {
            return end;
        }
        interruptedByUs = false;
        return hasPending() ? pending.poll() : end;
    }

    private static boolean tellsOfInterrupt(Throwable end) {
        return end instanceof InterruptedException
                || end instanceof InterruptedIOException && !(end instanceof SocketTimeoutException);
    }

    // ---- throwing into it

    /**
     * Throws into this strand where it waits. If it is in no wait of ours, or the wait was decided already, the
     * exception stays pending and surfaces at the next; a plain wait of the JDK is interrupted to get there.
     *
     * @param exception is thrown in the strand
     */
    public final void throwIn(Throwable exception) {
        if (hub == null) {
            throw new InvalidThreadUseError("Cannot throw into " + describe() + ": it belongs to no hub");
        }
        hub.checkThread();
        if (waiter != null) {
            if (waiter.throwTo(exception)) {
                lastThrownIn = exception;
                return;
            }
            // Whoever decided it may be about to wake us, which a hub that closes does not wait for.
            unpark();
        }
        if (pending == null) {
            pending = new ArrayDeque<>(2);
        }
        pending.add(exception);
        hub.trackPendingThrow(this);
    }

    /**
     * Takes back what {@link #throwIn} left pending; hub thread only.
     *
     * @return false if it has surfaced, or was never thrown
     */
    public final boolean retract(Throwable exception) {
        boolean retracted = pending != null && pending.removeIf(t -> t == exception);
        if (retracted && pending.isEmpty() && Thread.currentThread() == thread()) {
            clearOurInterrupt();
        }
        return retracted;
    }

    /** Interrupts a plain JDK wait that keeps something pending from surfacing; called by the hub between slices. */
    final boolean interruptForeignWait() {
        Thread.State state = thread().getState();
        if (!hasPending() || state == Thread.State.TERMINATED) {
            return true;
        }
        if (waiter != null || (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING)) {
            return false;
        }
        interruptedByUs = true;
        thread().interrupt();
        return true;
    }

    /** Throws {@code t} as it is, whether declared or not. */
    @SuppressWarnings("unchecked")
    protected static <X extends Throwable> X sneak(Throwable t) throws X {
        throw (X) t;
    }
}
