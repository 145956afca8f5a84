package gevent.lock;

import gevent.AbstractWaitable;
import gevent.Timeout;
import gevent.hub.Loop;
import java.time.Duration;

/**
 * A semaphore with no end of permits, and every method of {@link Semaphore}: for code that is to be limited at times.
 *
 * <pre>{@code
 * DummySemaphore unlimited = new DummySemaphore();
 * unlimited.acquire();                          // at once, however often
 * }</pre>
 *
 * <p>Nothing waits for it. Any thread may use it. gevent: {@code gevent.lock.DummySemaphore}.
 */
public final class DummySemaphore extends AbstractWaitable {
    /** One that is like any other. */
    public DummySemaphore() {
    }

    /** The same. @param permits zero or more, which makes no difference */
    public DummySemaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits: " + permits + " is negative");
        }
    }

    /** Takes a permit. @return true, at once */
    public boolean acquire() {
        return true;
    }

    /**
     * Takes a permit.
     *
     * @param timeout is not needed; null for none
     * @return true, at once
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public boolean acquire(Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        return true;
    }

    /** Takes a permit. @param timeout is not needed @return true */
    public boolean acquire(Timeout timeout) {
        return timeout.within(() -> true);
    }

    /** Takes a permit. @return true */
    public boolean tryAcquire() {
        return true;
    }

    /** Nothing has to be given back. @return how many there are, for those who count: one */
    public int release() {
        return counter();
    }

    /** Changes nothing. */
    public void add(int permits) {
        // There is always one more.
    }

    /** How many permits there are, at once: one. */
    public int await() {
        return counter();
    }

    /** The same. @param timeout is not needed; null for none */
    public int await(Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        return counter();
    }

    /** The same. @param timeout is not needed */
    public int await(Timeout timeout) {
        return timeout.within(this::counter);
    }

    /** How many there are, for those who count: one. gevent: what {@code wait} returns. */
    public int counter() {
        return 1;
    }

    /** Never. */
    public boolean isLocked() {
        return false;
    }

    /** Always. */
    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public String toString() {
        return "<DummySemaphore>";
    }
}
