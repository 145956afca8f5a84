package gevent.queue;

/**
 * There was no room, and no time left to wait for it.
 *
 * <p>gevent: {@code gevent.queue.Full}.
 */
public class Full extends RuntimeException {
    /** @param message which queue */
    public Full(String message) {
        super(message);
    }
}
