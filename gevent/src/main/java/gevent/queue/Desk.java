package gevent.queue;

import gevent.hub.Hub;
import gevent.hub.Strand;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the waiters of a queue are served: in the loop of the hub that the queue was made on, which lets each of them
 * run before it serves the next. If waiters are elsewhere, they are served at once, because that loop might not turn.
 */
final class Desk {
    private final Thread maker = Strand.ownerThread();
    private int foreign;                // strands that wait, or are about to go on, away from the maker's hub; guarded
                                        // by the lock of the queue
    private @Nullable Hub serving;      // whose loop is about to serve, null if none; maker only

    /** The thread that is expected to end waits. */
    Thread maker() {
        return maker;
    }

    private boolean isAtHome() {
        return Strand.ownerThread() == maker;
    }

    /** The current strand is about to wait. Called with the lock held. */
    void arrive() {
        foreign += isAtHome() ? 0 : 1;
    }

    /** The current strand has waited. Called with the lock held. */
    void leave() {
        foreign -= isAtHome() ? 0 : 1;
    }

    /**
     * Serves waiters soon. Called with the lock held.
     *
     * @param step serves one waiter; returns false if there is nothing to do. Takes the lock of the queue.
     */
    void serveSoon(BooleanSupplier step) {
        Hub hub = Hub.getIfExists();
        if (hub == null || foreign > 0 || !isAtHome() || hub.isClosed()) {
            serveAll(step);
        } else if (serving != hub) {
            serving = hub;
            hub.serve(() -> serveNext(step));
        }
    }

    /** Serves waiters at once. Called with the lock held. */
    static void serveAll(BooleanSupplier step) {
        while (step.getAsBoolean()) {
            // There may be more.
        }
    }

    private boolean serveNext(BooleanSupplier step) {
        boolean more = step.getAsBoolean();
        if (!more) {
            serving = null;
        }
        return more;
    }
}
