package gevent.asyncio;

import gevent.hub.Hub;
import gevent.internal.KernelAccess;
import org.jspecify.annotations.Nullable;

/** The event loops of a thread, kept with its hub so that all its greenlets share them. Hub thread only. */
final class OfThread {
    @Nullable EventLoop set;          // null for none
    @Nullable EventLoop running;      // null for none

    static OfThread here() {
        return KernelAccess.get().local(Hub.get(), OfThread.class, OfThread::new);
    }
}
