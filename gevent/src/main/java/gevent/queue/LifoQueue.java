package gevent.queue;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

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
        this(maxsize, List.of());
    }

    /**
     * Creates a queue with initial items.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     * @param items the initial items, the last of which comes out first
     */
    public LifoQueue(int maxsize, Collection<? extends T> items) {
        super(maxsize, stack(items));
    }

    private static <T> java.util.Queue<T> stack(Collection<? extends T> items) {
        java.util.Queue<T> stack = Collections.asLifoQueue(new ArrayDeque<>());
        stack.addAll(items);
        return stack;
    }
}
