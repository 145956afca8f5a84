package gevent.hub;

import java.nio.channels.spi.AbstractInterruptibleChannel;

/**
 * Notices an interrupt of the platform thread that drives a hub, while it carries greenlets. The JDK clears the
 * carrier's interrupt status whenever it mounts or unmounts a virtual thread, so the status cannot be looked at later;
 * but it tells an interruptible channel at once, and this is one that is never read. Hub thread only.
 */
final class InterruptTrap {
    private final Loop loop;
    private final MainStrand main;
    private Trap trap;

    InterruptTrap(Loop loop, MainStrand main) {
        this.loop = loop;
        this.main = main;
    }

    /** Sets the trap, again after each turn, since a selector's own takes its place. */
    void arm() {
        if (Thread.interrupted() || main.isKeyboardPressed() || (trap != null && !trap.isOpen())) {
            trap = null;
            throw main.interrupted();
        }
        if (trap == null) {
            trap = new Trap(loop);
        }
        trap.set();
    }

    /** Ends watching. */
    void disarm() {
        if (trap != null && trap.unset()) {
            // It came when the wait was already over: it belongs to the thread.
            trap = null;
            Thread.currentThread().interrupt();
        }
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
