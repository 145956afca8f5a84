package gevent.queue;

import java.util.Collection;

/**
 * The older name of {@link Queue}.
 *
 * <p>gevent: {@code gevent.queue.JoinableQueue}.
 *
 * @param <T> type of the items
 */
public final class JoinableQueue<T> extends Queue<T> {
    /** Creates a queue without a bound. */
    public JoinableQueue() {
    }

    /**
     * Creates a queue.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     */
    public JoinableQueue(int maxsize) {
        super(maxsize);
    }

    /**
     * Creates a queue with initial items.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     * @param items the initial items, which count as unfinished
     */
    public JoinableQueue(int maxsize, Collection<? extends T> items) {
        super(maxsize, items);
    }
}
