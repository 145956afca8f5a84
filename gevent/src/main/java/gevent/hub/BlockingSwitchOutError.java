package gevent.hub;

/**
 * A blocking call where nothing may block: in a callback of the loop, or while the loop already runs on this thread.
 *
 * <p>gevent: {@code gevent.exceptions.BlockingSwitchOutError}.
 */
public class BlockingSwitchOutError extends IllegalStateException {
    /** @param message what was tried, and what to do instead */
    public BlockingSwitchOutError(String message) {
        super(message);
    }
}
