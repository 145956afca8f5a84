package gevent.pool;

import gevent.queue.Full;

/**
 * A pool had no room, and no time was left to wait for it.
 *
 * <p>gevent: {@code gevent.pool.PoolFull}.
 */
public class PoolFull extends Full {
    /** @param message which pool */
    public PoolFull(String message) {
        super(message);
    }
}
