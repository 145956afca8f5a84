package gevent.lock;

import gevent.AbstractWaitable;
import gevent.Timeout;
import gevent.hub.Loop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A semaphore with unlimited permits and every method of {@link Semaphore}: for code that is limited only at times.
 *
 * <pre>{@code
 * DummySemaphore unlimited = new DummySemaphore();
 * unlimited.acquire();                          // at once, however often
 * }</pre>
 *
 * <p>Acquiring never waits. Thread-safe. gevent: {@code gevent.lock.DummySemaphore}.
 */
public final class DummySemaphore extends AbstractWaitable {
    /** Creates a semaphore. */
    public DummySemaphore() {
    }

    /**
     * Creates a semaphore.
     *
     * @param permits zero or more; has no effect
     */
    public DummySemaphore(int permits) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits: " + permits + " is negative");
        }
    }

    /**
     * Takes a permit.
     *
     * @return true, at once
     */
    public boolean acquire() {
        return true;
    }

    /**
     * Takes a permit.
     *
     * @param timeout has no effect; null for none
     * @return true, at once
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public boolean acquire(@Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        return true;
    }

    /**
     * Takes a permit.
     *
     * @param timeout has no effect
     * @return true
     */
    public boolean acquire(Timeout timeout) {
        return timeout.within(() -> true);
    }

    /**
     * Takes a permit.
     *
     * @return true
     */
    public boolean tryAcquire() {
        return true;
    }

    /**
     * Does nothing.
     *
     * @return the number of permits as reported: 1
     */
    public int release() {
        return counter();
    }

    /** Changes nothing. */
    public void add(int permits) {
        // Permits are unlimited.
    }

    /** Returns the number of permits as reported, 1, at once. */
    public int await() {
        return counter();
    }

    /**
     * Returns the number of permits as reported, 1, at once.
     *
     * @param timeout has no effect; null for none
     */
    public int await(@Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        return counter();
    }

    /**
     * Returns the number of permits as reported, 1, at once.
     *
     * @param timeout has no effect
     */
    public int await(Timeout timeout) {
        return timeout.within(this::counter);
    }

    /** The number of permits as reported: 1. gevent: what {@code wait} returns. */
    public int counter() {
        return 1;
    }

    /** Always false. */
    public boolean isLocked() {
        return false;
    }

    /** Always true. */
    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public String toString() {
        return "<DummySemaphore>";
    }
}
