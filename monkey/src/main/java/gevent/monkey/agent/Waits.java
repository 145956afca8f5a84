package gevent.monkey.agent;

import gevent.hub.Fiber;
import gevent.hub.Interrupted;
import gevent.hub.Strand;
import java.io.IOException;

/** Waits of code that has the JDK's contract, in which an interrupt ends no read or write. Called by the strand. */
final class Waits {
    private Waits() {
    }

    /** What may be interrupted, and then begins anew. */
    interface Wait<V> {
        V await() throws IOException;
    }

    /** Waits through to the end; an interrupt is kept for later. What was thrown in is thrown. */
    static <V> V uninterrupted(Strand self, Wait<V> wait) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return wait.await();
                } catch (Interrupted interrupt) {
                    if (!isOfThread(self, interrupt)) {
                        throw interrupt;
                    }
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether somebody has interrupted the thread of a greenlet: that of the keyboard is thrown in, or for a main. */
    static boolean isOfThread(Strand self, Interrupted interrupt) {
        return self instanceof Fiber && self.lastThrownIn() != interrupt;
    }
}
