package gevent.queue;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/**
 * A {@link Queue} that gives out the least first.
 *
 * <pre>{@code
 * PriorityQueue<Job> jobs = new PriorityQueue<>(0, Comparator.comparing(Job::deadline));
 * }</pre>
 *
 * <p>gevent: {@code gevent.queue.PriorityQueue}.
 *
 * @param <T> of what is put
 */
public final class PriorityQueue<T> extends Queue<T> {
    /** One without a bound, of things that have an order. */
    public PriorityQueue() {
        this(0);
    }

    /** @param maxsize how much it holds; zero or less for no bound */
    public PriorityQueue(int maxsize) {
        this(maxsize, null);
    }

    /** @param maxsize how much it holds; zero or less for no bound @param order of the things; null for their own */
    public PriorityQueue(int maxsize, Comparator<? super T> order) {
        this(maxsize, order, List.of());
    }

    /**
     * One that holds something.
     *
     * @param maxsize how much it holds; zero or less for no bound
     * @param order of the things; null for their own
     * @param items what it holds already
     */
    public PriorityQueue(int maxsize, Comparator<? super T> order, Collection<? extends T> items) {
        super(maxsize, heap(order, items));
    }

    @SuppressWarnings("unchecked")
    private static <T> Heap<T> heap(Comparator<? super T> order, Collection<? extends T> items) {
        Heap<T> heap = new Heap<>(order != null ? order : (Comparator<T>) Comparator.naturalOrder());
        heap.addAll(Objects.requireNonNull(items, "items"));
        return heap;
    }
}
