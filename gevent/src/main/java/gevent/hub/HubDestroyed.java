package gevent.hub;

/**
 * A hub that was closed was used again.
 *
 * <p>gevent: {@code gevent.exceptions.HubDestroyed}.
 */
public class HubDestroyed extends IllegalStateException {
    /** @param message what was tried, and what to do instead */
    public HubDestroyed(String message) {
        super(message);
    }
}
