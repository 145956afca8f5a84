package gevent.hub;

/**
 * A call from a thread that may not make it; the message names the thread that may.
 *
 * <p>gevent: {@code gevent.exceptions.InvalidThreadUseError}.
 */
public class InvalidThreadUseError extends IllegalStateException {
    /** @param message what was tried, and what to do instead */
    public InvalidThreadUseError(String message) {
        super(message);
    }
}
