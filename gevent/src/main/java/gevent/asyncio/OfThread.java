package gevent.asyncio;

import gevent.hub.Hub;

/** What a thread knows of its loops; of its hub, so that all its greenlets know it. Hub thread only. */
final class OfThread {
    EventLoop set;          // null for none
    EventLoop running;      // null for none

    static OfThread here() {
        return Hub.get().local(OfThread.class, OfThread::new);
    }
}
