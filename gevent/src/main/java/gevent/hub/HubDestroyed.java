package gevent.hub;

/**
 * A closed hub was used again.
 *
 * <p>gevent: {@code gevent.exceptions.HubDestroyed}.
 */
public class HubDestroyed extends IllegalStateException {
    /**
     * Makes an error with a message.
     *
     * @param message what was tried, and what to do instead
     */
    public HubDestroyed(String message) {
        super(message);
    }
}
