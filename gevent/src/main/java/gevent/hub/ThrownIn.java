package gevent.hub;

import greenlet.GreenletExit;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * What was thrown into one strand, and what has become of it. Only the strand's hub thread touches the fields.
 *
 * <pre>
 *   thrown in ---- the strand is in a gevent wait ----&gt; surfaced there
 *       |                                                   ^
 *       +--&gt; pending ------- the next gevent wait ----------+
 *               |    \
 *               |     +-- a JDK wait ---&gt; interrupted: the exception that tells of the interrupt stands for it
 *               +-------- taken back
 * </pre>
 */
final class ThrownIn {
    /** How many kills are remembered. Code that lives on after a kill may be killed without end. */
    private static final int MOST_KILLS = 8;

    private final ArrayDeque<Throwable> pending = new ArrayDeque<>(2);
    private final ArrayDeque<Throwable> kills = new ArrayDeque<>(0);

    /** The last exception that surfaced. */
    private @Nullable Throwable last;

    /** The last exception for which the hub interrupted a JDK wait. */
    private @Nullable Throwable interruptedFor;

    /** The last exception for which a connection was closed. */
    private @Nullable Throwable closedFor;

    /** Whether the thread may still have the interrupt status that the hub set. */
    private boolean interrupted;

    /** Whether the interrupt's exception has been taken back or has surfaced in the interrupt's place. */
    private boolean settled;

    @Nullable Throwable last() {
        return last;
    }

    /** Notes that {@code exception} was chosen to end a wait. */
    void surfaced(Throwable exception) {
        last = exception;
    }

    /**
     * Called when a wait ends. Kills that came before the strand has seen the first are one.
     *
     * @param exception ended the wait; null for none
     */
    void seen(@Nullable Throwable exception) {
        if (exception instanceof GreenletExit) {
            pending.removeIf(GreenletExit.class::isInstance);
        }
    }

    // ---- pending exceptions

    boolean isPending() {
        return !pending.isEmpty();
    }

    void add(Throwable exception) {
        pending.add(exception);
    }

    @Nullable Throwable first() {
        return pending.peek();
    }

    /** Removes the oldest pending exception, which surfaces now; null if there is none. */
    @Nullable Throwable surfaceFirst() {
        Throwable first = pending.poll();
        if (first != null) {
            last = first;
            seen(first);
        }
        return first;
    }

    boolean remove(Throwable exception) {
        return pending.removeIf(t -> t == exception);
    }

    // ---- interrupts; the oldest pending exception is the one that they are for

    void interrupting() {
        interruptedFor = first();
        interrupted = true;
        settled = false;
    }

    /** Clears the status that the hub has set. Returns false if there can be none. */
    boolean clearInterrupt() {
        boolean was = interrupted;
        if (was) {
            interrupted = false;
            Thread.interrupted();
        }
        return was;
    }

    /** Settles the interrupt that was for {@code exception}. Clears the status also if a library has set it again. */
    void settleInterruptFor(Throwable exception) {
        if (interruptedFor == exception && !settled) {
            settled = true;
            interrupted = false;
            Thread.interrupted();
        }
    }

    /** Returns the pending exception that {@code end} stands for, which surfaces now; null if there is none. */
    @Nullable Throwable surfaceInterrupt(Throwable end) {
        Throwable cause = interruptedFor;
        if (cause == null || first() != cause || !Causes.tellOfInterrupt(end)) {
            return null;
        }
        settleInterruptFor(cause);
        return surfaceFirst();
    }

    // ---- origins

    void closed(Throwable exception) {
        closedFor = exception;
    }

    /**
     * Whether {@code end} carries {@code exception}, or tells of the interrupt that the hub made for it. What a client
     * throws whose connection was closed for the exception may have no cause at all.
     */
    boolean caused(Throwable exception, Throwable end) {
        return closedFor == exception || Causes.include(end, exception)
                || interruptedFor == exception && Causes.tellOfInterrupt(end);
    }

    void addKill(Throwable exception) {
        if (kills.size() == MOST_KILLS) {
            kills.remove();
        }
        kills.add(exception);
    }

    /** The last kill that caused {@code end}; null if none did. */
    @Nullable Throwable killThatCaused(Throwable end) {
        for (var newest = kills.descendingIterator(); newest.hasNext(); ) {
            Throwable kill = newest.next();
            if (caused(kill, end)) {
                return kill;
            }
        }
        return null;
    }
}
