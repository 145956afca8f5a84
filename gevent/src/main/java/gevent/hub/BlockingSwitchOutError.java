package gevent.hub;

/**
 * A call would block where nothing may block: in a callback of the loop, or while the loop already runs on this thread.
 *
 * <p>gevent: {@code gevent.exceptions.BlockingSwitchOutError}.
 */
public class BlockingSwitchOutError extends IllegalStateException {
    /**
     * Makes an error with a message.
     *
     * @param message what was tried, and what to do instead
     */
    public BlockingSwitchOutError(String message) {
        super(message);
    }
}
