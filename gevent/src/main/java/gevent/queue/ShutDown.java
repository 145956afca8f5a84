package gevent.queue;

/**
 * The queue was shut down: nothing can be put, and nothing is left to get.
 *
 * <p>gevent: {@code gevent.queue.ShutDown}.
 */
public class ShutDown extends RuntimeException {
    /** @param message which queue */
    public ShutDown(String message) {
        super(message);
    }
}
