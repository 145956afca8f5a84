package gevent.queue;

/**
 * Thrown when there is nothing to get, and no time left to wait.
 *
 * <p>gevent: {@code gevent.queue.Empty}.
 */
public class Empty extends RuntimeException {
    /**
     * Creates the exception.
     *
     * @param message names the queue
     */
    public Empty(String message) {
        super(message);
    }
}
