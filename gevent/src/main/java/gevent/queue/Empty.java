package gevent.queue;

/**
 * There was nothing to get, and no time left to wait for it.
 *
 * <p>gevent: {@code gevent.queue.Empty}.
 */
public class Empty extends RuntimeException {
    /** @param message which queue */
    public Empty(String message) {
        super(message);
    }
}
