package gevent.hub;

import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Notices an interrupt of the platform thread that drives a hub, while it carries greenlets. The JDK clears the
 * carrier's interrupt status whenever it mounts or unmounts a virtual thread, so the status cannot be looked at later;
 * but it tells an interruptible channel, too, and this is one that is never read. Hub thread only.
 *
 * <p>Who interrupts sets the status first and tells the channel a moment later. Both are one interrupt: a status that
 * is seen is kept until the channel hears of it, or has had the time to.
 */
final class InterruptTrap {
    /** How long the channel may hear of it after the status; a selector in its place hears of it instead. */
    private static final long MOMENT_NANOS = 20_000_000;

    private final Loop loop;
    private final MainStrand main;
    private Trap trap;
    private boolean set;            // whether somebody drives
    private boolean seen;           // the status, but not yet the channel
    private long seenAt;            // System.nanoTime()

    InterruptTrap(Loop loop, MainStrand main) {
        this.loop = loop;
        this.main = main;
    }

    /**
     * Throws what came, and watches on: after each turn anew, since a selector's own channel takes the place of this.
     * What was there when the wait began is thrown at once.
     */
    void arm() {
        boolean status = Thread.interrupted();
        if (status && set && !seen) {
            seen = true;
            seenAt = System.nanoTime();
        }
        boolean keyboard = main.isKeyboardPressed() && !seen;
        if (keyboard || (set ? !trap.isOpen() || isOverdue() : status)) {
            // First, as it waits until Ctrl-C has done with status and channel.
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

    private boolean isOverdue() {
        return seen && System.nanoTime() - seenAt >= MOMENT_NANOS;
    }

    /** Whether there is something to throw, or about to be: the loop is not to sleep. */
    boolean isCaught() {
        return seen || set && !trap.isOpen();
    }

    /** Ends watching. */
    void disarm() {
        if (set && take()) {
            // It came when the wait was already over: it belongs to the thread.
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether there was an interrupt */
    private boolean take() {
        boolean caught = seen;
        if (set && trap.unset()) {
            trap = null;
            caught = true;
        }
        set = false;
        seen = false;
        return Thread.interrupted() | caught;
    }

    private static final class Trap extends AbstractInterruptibleChannel {
        private final Loop loop;

        Trap(Loop loop) {
            this.loop = loop;
        }

        void set() {
            begin();
        }

        /** Whether an interrupt was caught. */
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

        /** Called by whoever interrupts: the loop is to look. */
        @Override
        protected void implCloseChannel() {
            loop.execute(() -> { });
        }
    }
}
