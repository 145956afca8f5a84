package gevent.hub;

/**
 * A second greenlet used an object that only one greenlet at a time may use.
 *
 * <p>gevent: {@code gevent.exceptions.ConcurrentObjectUseError}.
 */
public class ConcurrentObjectUseError extends IllegalStateException {
    /**
     * Makes an error with a message.
     *
     * @param message what was tried, and what to do instead
     */
    public ConcurrentObjectUseError(String message) {
        super(message);
    }
}
