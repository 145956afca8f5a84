package gevent.socket;

import gevent.hub.ConcurrentObjectUseError;
import gevent.hub.Fiber;
import gevent.hub.Strand;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The greenlet that waits in a read of a socket. A second greenlet of the same hub is an error, as in gevent. Other
 * threads, including threads that a greenlet started, may wait as the JDK lets them. Any thread.
 */
final class SoleReader {
    private final AtomicReference<@Nullable Strand> waiting = new AtomicReference<>();

    /** Enters a read. Throws a ConcurrentObjectUseError if another greenlet of the hub waits. */
    void enter(Strand self) {
        Strand before = isGreenlet(self) ? waiting.compareAndExchange(null, self) : null;
        if (before != null && before.hub() == self.hub()) {
            throw new ConcurrentObjectUseError("This socket is already used by another greenlet: " + before);
        }
    }

    void leave(Strand self) {
        waiting.compareAndSet(self, null);
    }

    private static boolean isGreenlet(Strand strand) {
        return strand instanceof Fiber || strand.hub() != null && strand == strand.hub().mainStrand();
    }
}
