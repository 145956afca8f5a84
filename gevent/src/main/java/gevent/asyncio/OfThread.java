package gevent.asyncio;

import gevent.hub.Hub;
import gevent.internal.KernelAccess;

/** What a thread knows of its loops; of its hub, so that all its greenlets know it. Hub thread only. */
final class OfThread {
    EventLoop set;          // null for none
    EventLoop running;      // null for none

    static OfThread here() {
        return KernelAccess.get().local(Hub.get(), OfThread.class, OfThread::new);
    }
}
