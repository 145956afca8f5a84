package gevent.hub;

/**
 * An object that one greenlet at a time may use was used by a second one.
 *
 * <p>gevent: {@code gevent.exceptions.ConcurrentObjectUseError}.
 */
public class ConcurrentObjectUseError extends IllegalStateException {
    /** @param message what was tried, and what to do instead */
    public ConcurrentObjectUseError(String message) {
        super(message);
    }
}
