package gevent.queue;

import java.util.ArrayDeque;
import java.util.Collections;

/**
 * A {@link Queue} that gives out the newest item first: a stack.
 *
 * <p>gevent: {@code gevent.queue.LifoQueue}.
 *
 * @param <T> type of the items
 */
public final class LifoQueue<T> extends Queue<T> {
    /** Creates a queue without a bound. */
    public LifoQueue() {
        this(0);
    }

    /**
     * Creates a queue.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     */
    public LifoQueue(int maxsize) {
        super(maxsize, Collections.asLifoQueue(new ArrayDeque<>()));
    }
}
