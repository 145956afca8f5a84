package gevent.hub;

import gevent.internal.jdk.Pin;
import gevent.internal.jdk.VirtualThreads;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock for short sections that never wait, for use by greenlets, loops and foreign threads.
 *
 * <pre>{@code
 * try (PinnedLock _ = lock.hold()) {
 *     items.add(item);
 * }
 * }</pre>
 *
 * <p>A plain monitor would not do: a greenlet that finds it taken by another thread leaves its carrier and becomes its
 * next owner. If the loop of the greenlet's hub then wants the monitor, too, it blocks the thread that the greenlet
 * needs. A greenlet that holds or awaits a {@code PinnedLock} stays on its carrier.
 */
@SuppressWarnings("serial")
public final class PinnedLock extends ReentrantLock implements AutoCloseable {
    /** Makes a free lock. */
    public PinnedLock() {
    }

    /**
     * Takes the lock.
     *
     * @return this, to be closed at the end of the section
     */
    public PinnedLock hold() {
        Pin pin = Pin.hold();
        try {
            lock();
            return this;
        } catch (Throwable notTaken) {
            if (pin != null) {
                pin.close();            // the stack has overflown, perhaps
            }
            throw notTaken;
        }
    }

    /** Releases the lock. */
    @Override
    public void close() {
        try {
            unlock();
        } finally {
            if (Thread.currentThread().isVirtual()) {
                VirtualThreads.unpin();
            }
        }
    }
}
