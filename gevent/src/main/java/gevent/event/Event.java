package gevent.event;

import gevent.AbstractWaitable;
import gevent.Timeout;
import java.time.Duration;

/**
 * A flag that greenlets wait for. Setting it wakes all who wait, in the order they came; it stays set until it is
 * cleared.
 *
 * <pre>{@code
 * Event ready = new Event();
 * spawn(() -> { ready.await(); System.out.println("go"); });
 * ready.set();
 * }</pre>
 *
 * <p>Who was waiting when it was set is woken, even if it is cleared at once. Any thread may use it. gevent:
 * {@code gevent.event.Event}.
 */
public final class Event extends AbstractWaitable {
    private volatile boolean set;

    /** One that is not set. */
    public Event() {
    }

    /** Sets it, and wakes all who wait. */
    public void set() {
        set = true;
        notifyLinks();
    }

    /** Clears it, so that who comes now waits. */
    public void clear() {
        set = false;
    }

    /** Whether it is set. */
    public boolean isSet() {
        return set;
    }

    /** Whether it is set. */
    @Override
    public boolean isReady() {
        return set;
    }

    /** Waits until it is set. @return true */
    public boolean await() {
        return awaitReady(null);
    }

    /**
     * Waits until it is set, or the time is up.
     *
     * @param timeout from now; null for none
     * @return false if the time was up first
     */
    public boolean await(Duration timeout) {
        return awaitReady(timeout);
    }

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @return false if that was up first */
    public boolean await(Timeout timeout) {
        return timeout.within(() -> awaitReady(null), () -> false);
    }

    @Override
    public String toString() {
        return "<Event " + (set ? "set" : "clear") + (linkCount() == 0 ? ">" : ", " + linkCount() + " waiting>");
    }
}
