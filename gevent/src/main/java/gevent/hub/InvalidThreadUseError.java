package gevent.hub;

/**
 * A method was called from a thread that must not call it; the message names the right thread.
 *
 * <p>gevent: {@code gevent.exceptions.InvalidThreadUseError}.
 */
public class InvalidThreadUseError extends IllegalStateException {
    /**
     * Makes an error with a message.
     *
     * @param message what was tried, and what to do instead
     */
    public InvalidThreadUseError(String message) {
        super(message);
    }
}
