package gevent.testing;

import gevent.hub.Poller;

/** A socket that exists only in memory, so that its readiness can be checked. Hub thread only. */
interface MemorySource extends Poller.Source {
    /** Whether one of {@code events} can be done without waiting: {@code IoWatcher.READ}, {@code WRITE} or both. */
    boolean isReady(int events);

    @Override
    default boolean isInternal() {
        return true;
    }
}
