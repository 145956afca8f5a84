package gevent.event;

import gevent.AbstractWaitable;
import gevent.Timeout;
import gevent.hub.Loop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A flag that greenlets wait for. Setting the flag wakes all waiters, in the order they came. The flag stays set until
 * it is cleared.
 *
 * <pre>{@code
 * Event ready = new Event();
 * spawn(() -> { ready.await(); System.out.println("go"); });
 * ready.set();
 * }</pre>
 *
 * <p>A greenlet that was waiting when the flag was set is woken, even if the flag is cleared at once. Thread-safe.
 * gevent: {@code gevent.event.Event}.
 */
public final class Event extends AbstractWaitable {
    private volatile boolean set;

    /** Creates a flag that is not set. */
    public Event() {
    }

    /** Sets the flag, and wakes all waiters. */
    public void set() {
        set = true;
        notifyLinks();
    }

    /** Clears the flag, so that later callers wait. */
    public void clear() {
        set = false;
    }

    /** Whether the flag is set. */
    public boolean isSet() {
        return set;
    }

    /** Whether the flag is set. */
    @Override
    public boolean isReady() {
        return set;
    }

    /**
     * Waits until the flag is set.
     *
     * @return true
     */
    public boolean await() {
        return awaitInTurn(null);
    }

    /**
     * Waits until the flag is set, or until the timeout expires.
     *
     * @param timeout from now; null for none
     * @return false if the timeout expired first
     */
    public boolean await(@Nullable Duration timeout) {
        return awaitInTurn(timeout);
    }

    /** As {@link #await(Duration)}, in seconds. */
    public boolean await(double seconds) {
        return await(Loop.duration(seconds));
    }

    /**
     * Waits until the flag is set, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @return false if {@code timeout} expired first
     */
    public boolean await(Timeout timeout) {
        return timeout.within(() -> awaitInTurn(null), () -> false);
    }

    @Override
    public String toString() {
        return "<Event " + (set ? "set" : "clear") + (linkCount() == 0 ? ">" : ", " + linkCount() + " waiting>");
    }
}
