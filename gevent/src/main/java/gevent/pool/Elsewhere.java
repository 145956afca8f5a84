package gevent.pool;

import gevent.hub.Async;
import gevent.hub.Hub;
import gevent.hub.Strand;

/** Waits for what comes from other hubs. */
final class Elsewhere {
    private Elsewhere() {
    }

    /** Keeps the current hub from giving up, until it is closed; null on a thread that has none. */
    static Async work() {
        Hub here = Strand.current().hub();
        return here == null ? null : here.async();
    }
}
