package gevent.queue;

/**
 * Thrown when a queue was shut down: nothing can be put, and nothing is left to get.
 *
 * <p>gevent: {@code gevent.queue.ShutDown}.
 */
public class ShutDown extends RuntimeException {
    /**
     * Creates the exception.
     *
     * @param message names the queue
     */
    public ShutDown(String message) {
        super(message);
    }
}
