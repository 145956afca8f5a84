package gevent.queue;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Queue} that gives out the least item first, and of equal items the one that came first.
 *
 * <pre>{@code
 * PriorityQueue<Job> jobs = new PriorityQueue<>(0, Comparator.comparing(Job::deadline));
 * }</pre>
 *
 * <p>The comparator runs in the greenlet or thread that puts, and may wait there. A comparison is repeated if others
 * change the queue meanwhile. gevent: {@code gevent.queue.PriorityQueue}.
 *
 * @param <T> type of the items
 */
public final class PriorityQueue<T> extends Queue<T> {
    /** Creates a queue without a bound, for items with a natural order. */
    public PriorityQueue() {
        this(0);
    }

    /**
     * Creates a queue for items with a natural order.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     */
    public PriorityQueue(int maxsize) {
        this(maxsize, null);
    }

    /**
     * Creates a queue.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     * @param order of the items; null for their natural order
     */
    public PriorityQueue(int maxsize, @Nullable Comparator<? super T> order) {
        this(maxsize, order, List.of());
    }

    /**
     * Creates a queue with initial items.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     * @param order of the items; null for their natural order
     * @param items the initial items
     */
    public PriorityQueue(int maxsize, @Nullable Comparator<? super T> order, Collection<? extends T> items) {
        super(maxsize, sorted(order, items));
    }

    @SuppressWarnings("unchecked")
    private static <T> SortedItems<T> sorted(@Nullable Comparator<? super T> order, Collection<? extends T> items) {
        SortedItems<T> sorted = new SortedItems<>(order != null ? order : (Comparator<T>) Comparator.naturalOrder());
        sorted.addAll(Objects.requireNonNull(items, "items"));
        return sorted;
    }
}
