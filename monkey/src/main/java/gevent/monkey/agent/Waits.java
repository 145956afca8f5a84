package gevent.monkey.agent;

import gevent.hub.Interrupted;
import gevent.hub.Strand;
import java.io.IOException;

/** Waits that follow the JDK's contract, in which an interrupt ends no read or write. Called by the waiting strand. */
final class Waits {
    private Waits() {
    }

    /** A wait that is started again after an interrupt. */
    interface Wait<V> {
        V await() throws IOException;
    }

    /** Waits to the end, keeping an interrupt of the thread for later. Throws what was thrown into the strand. */
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

    /** Whether the virtual thread was interrupted. A keyboard interrupt is thrown in, or goes to a main. */
    static boolean isOfThread(Strand self, Interrupted interrupt) {
        return Interceptor.isGreenletOrGuest(self) && self.lastThrownIn() != interrupt;
    }
}
