package gevent.hub;

import java.nio.channels.spi.AbstractInterruptibleChannel;
import org.jspecify.annotations.Nullable;

/**
 * Notices an interrupt of the platform thread that drives a hub, while the thread carries greenlets. The JDK clears the
 * carrier's interrupt status whenever it mounts or unmounts a virtual thread, so the status cannot be read later. But
 * an interrupt also closes an interruptible channel, and this class keeps one that is never read. Hub thread only.
 *
 * <p>An interrupting thread sets the status first and closes the channel a moment later. Both are one interrupt: a
 * status that was seen is kept until the channel is closed, or has had the time to be.
 */
final class InterruptTrap {
    /**
     * How long after the status the channel may be closed. If a selector took the channel's place, the selector gets
     * the interrupt instead.
     */
    private static final long MOMENT_NANOS = 20_000_000;

    private final Loop loop;
    private final MainStrand main;
    private @Nullable Trap trap;
    private boolean set;            // whether the trap is set: main drives
    private boolean seen;           // the status was seen, but the channel is still open
    private long seenAt;            // System.nanoTime()

    InterruptTrap(Loop loop, MainStrand main) {
        this.loop = loop;
        this.main = main;
    }

    /**
     * Throws an interrupt that came, or else keeps watching. Each turn needs a new call, because a selector's own
     * channel takes the place of this one. An interrupt from before the wait is thrown at once.
     */
    void arm() {
        boolean status = Thread.interrupted();
        if (status && set && !seen) {
            seen = true;
            seenAt = System.nanoTime();
        }
        boolean keyboard = main.isKeyboardPressed() && !seen;
        if (keyboard || (set ? isSprung() || isOverdue() : status)) {
            // Call this first: it waits until Ctrl-C is done with status and channel.
            Interrupted interrupt = main.interrupted();
            take();
            throw interrupt;
        }
        if (trap == null) {
            trap = new Trap(loop);
        }
        set = true;
        trap.set();
        if (seen) {
            Thread.yield();
        }
    }

    private boolean isSprung() {
        return set && trap != null && !trap.isOpen();
    }

    private boolean isOverdue() {
        return seen && System.nanoTime() - seenAt >= MOMENT_NANOS;
    }

    /** Whether there is an interrupt to throw, or about to be one: the loop must not sleep. */
    boolean isCaught() {
        return seen || isSprung() || main.isKeyboardPressed();
    }

    /** Stops watching. */
    void disarm() {
        if (set && take()) {
            // The interrupt came when the wait was already over: it belongs to the thread.
            Thread.currentThread().interrupt();
        }
    }

    /** Resets the trap, and returns whether there was an interrupt. */
    private boolean take() {
        boolean caught = seen;
        if (set && trap != null && trap.unset()) {
            trap = null;
            caught = true;
        }
        set = false;
        seen = false;
        return Thread.interrupted() || caught;
    }

    private static final class Trap extends AbstractInterruptibleChannel {
        private final Loop loop;

        Trap(Loop loop) {
            this.loop = loop;
        }

        void set() {
            begin();
        }

        /** Returns whether an interrupt was caught. */
        boolean unset() {
            boolean caught = !isOpen();
            try {
                end(true);
            } catch (java.nio.channels.ClosedByInterruptException justNow) {
                caught = true;
            } catch (java.nio.channels.AsynchronousCloseException e) {
                throw new IllegalStateException(e);
            }
            return caught;
        }

        /** Called by the interrupting thread: makes the loop check. */
        @Override
        protected void implCloseChannel() {
            loop.rouse();
        }
    }
}
