package gevent.queue;

import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A queue that gives out the least item first, and stays unchanged when the comparator throws: every change first finds
 * the place, then moves items. {@link java.util.PriorityQueue} does both at once, and then loses items.
 */
final class Heap<T> extends AbstractQueue<T> {
    private final List<T> tree = new ArrayList<>();     // items at 2i+1 and 2i+2 are not less than the item at i
    private final Comparator<? super T> order;

    Heap(Comparator<? super T> order) {
        this.order = order;
    }

    @Override
    public boolean offer(T item) {
        int end = tree.size();
        int place = end;
        if (end == 0) {
            order.compare(item, item);      // throws if the item has no order
        }
        while (place > 0 && order.compare(item, tree.get(above(place))) < 0) {
            place = above(place);
        }
        tree.add(item);
        for (int i = end; i != place; i = above(i)) {
            tree.set(i, tree.get(above(i)));
        }
        tree.set(place, item);
        return true;
    }

    @Override
    public @Nullable T poll() {
        if (tree.isEmpty()) {
            return null;
        }
        int end = tree.size() - 1;
        T moved = tree.get(end);
        int place = placeFromTop(moved, end);
        tree.removeLast();
        if (end == 0) {
            return moved;
        }
        for (int i = place; i > 0; i = above(i)) {
            moved = tree.set(i, moved);
        }
        return tree.set(0, moved);
    }

    private int placeFromTop(T item, int end) {
        int place = 0;
        for (int below; (below = 2 * place + 1) < end; place = below) {
            if (below + 1 < end && order.compare(tree.get(below + 1), tree.get(below)) < 0) {
                below++;
            }
            if (order.compare(item, tree.get(below)) <= 0) {
                break;
            }
        }
        return place;
    }

    private static int above(int i) {
        return (i - 1) / 2;
    }

    @Override
    public @Nullable T peek() {
        return tree.isEmpty() ? null : tree.getFirst();
    }

    @Override
    public int size() {
        return tree.size();
    }

    @Override
    public void clear() {
        tree.clear();
    }

    /** All items, in the order in which they would be polled. */
    @Override
    public Iterator<T> iterator() {
        return tree.stream().sorted(order).iterator();
    }
}
