package gevent.testing;

import gevent.hub.Poller;

/** A socket that is only memory, so that whether it is ready can be asked. Hub thread only. */
interface MemorySource extends Poller.Source {
    /** Whether one of these can be done without waiting: {@code IoWatcher.READ}, {@code WRITE} or both. */
    boolean isReady(int events);

    @Override
    default boolean isInternal() {
        return true;
    }
}
