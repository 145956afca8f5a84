package gevent.queue;

/**
 * Thrown when there is no room, and no time left to wait.
 *
 * <p>gevent: {@code gevent.queue.Full}.
 */
public class Full extends RuntimeException {
    /**
     * Creates the exception.
     *
     * @param message names the queue
     */
    public Full(String message) {
        super(message);
    }
}
