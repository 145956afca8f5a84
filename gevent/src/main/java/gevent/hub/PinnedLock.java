package gevent.hub;

import gevent.internal.jdk.VirtualThreads;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for a few lines that never wait, which greenlets, loops and foreign threads enter.
 *
 * <pre>{@code
 * try (PinnedLock _ = lock.hold()) {
 *     items.add(item);
 * }
 * }</pre>
 *
 * <p>A plain monitor will not do there: a greenlet that meets it taken by another thread leaves its carrier, and is the
 * one that gets it next; if the loop of its own hub then wants it, too, it blocks the thread that the greenlet needs.
 * Who holds or awaits this lock stays on its carrier.
 */
@SuppressWarnings("serial")
public final class PinnedLock extends ReentrantLock implements AutoCloseable {
    /** A free one. */
    public PinnedLock() {
    }

    /** Takes it. @return this, to be closed at the end of the section */
    public PinnedLock hold() {
        if (Thread.currentThread().isVirtual()) {
            VirtualThreads.pin();
        }
        lock();
        return this;
    }

    /** Gives it back. */
    @Override
    public void close() {
        unlock();
        if (Thread.currentThread().isVirtual()) {
            VirtualThreads.unpin();
        }
    }
}
