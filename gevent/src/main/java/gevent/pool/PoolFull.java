package gevent.pool;

import gevent.queue.Full;

/**
 * Thrown when a pool has no room, and no time is left to wait.
 *
 * <p>gevent: {@code gevent.pool.PoolFull}.
 */
public class PoolFull extends Full {
    /**
     * Creates the exception.
     *
     * @param message names the pool
     */
    public PoolFull(String message) {
        super(message);
    }
}
