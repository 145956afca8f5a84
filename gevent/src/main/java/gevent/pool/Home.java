package gevent.pool;

import gevent.hub.Hub;
import gevent.hub.HubDestroyed;
import gevent.hub.Strand;
import org.jspecify.annotations.Nullable;

/**
 * The hub on which a group starts what is handed over to it: the hub of the thread that made the group, so that work
 * from a thread that never waits runs, too. Thread-safe.
 *
 * <pre>
 *   made on a platform thread, or in a greenlet     the hub of that platform thread; after its close the thread's next
 *   made on a virtual thread of no hub              the hub of the code that hands over
 * </pre>
 */
final class Home {
    private final Thread thread = Strand.ownerThread();
    private volatile @Nullable Hub hub;             // null until known

    /**
     * The hub now. On the thread itself a hub is made if it has none.
     *
     * @throws HubDestroyed if the thread has no hub, and this is another thread
     */
    Hub hub() {
        Hub known = hub;
        if (known != null && !known.isClosed()) {
            return known;
        }
        if (thread.isVirtual()) {
            return Hub.get();
        }
        Hub now = isHere() ? Hub.get() : Hub.ofPlatform(thread);
        if (now == null) {
            throw new HubDestroyed(thread + ", on which this was made, has no hub"
                    + (known == null ? ": call Hub.get() there" : " any more"));
        }
        hub = now;
        return now;
    }

    /** Whether the current code runs on the thread that made the group, or on its hub. */
    boolean isHere() {
        return Strand.ownerThread() == thread;
    }

    /** Whether {@code other} is the hub of the thread that made the group. */
    boolean is(Hub other) {
        return other.thread() == thread;
    }

    /** The thread that made the group. */
    Thread thread() {
        return thread;
    }
}
