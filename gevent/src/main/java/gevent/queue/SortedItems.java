package gevent.queue;

import java.util.AbstractQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The items of a queue in the order of a comparator, equal items in the order they came. A comparator is code of users,
 * which may wait, so it never runs under the queue's lock: {@link #place} finds an item's place without the lock, and
 * {@link Placed#add} then fails if the items have changed in the meantime. Taking the first item compares nothing.
 *
 * <p>The items are an immutable tree: sorted from left to right, and kept shallow by weights that fall from top to
 * bottom (a treap). A change copies the path to its place. Guarded by the queue's lock, except for {@code place}.
 */
final class SortedItems<T> extends AbstractQueue<T> {
    private record Node<T>(T item, int weight, @Nullable Node<T> left, @Nullable Node<T> right) {
        Node<T> withLeft(@Nullable Node<T> other) {
            return new Node<>(item, weight, other, right);
        }

        Node<T> withRight(@Nullable Node<T> other) {
            return new Node<>(item, weight, left, other);
        }
    }

    /** An item at its place: all items before and after it was added. */
    final class Placed {
        private final @Nullable Node<T> before;
        private final Node<T> after;

        private Placed(@Nullable Node<T> before, Node<T> after) {
            this.before = before;
            this.after = after;
        }

        /** Adds the item, or returns false if the items have changed since it was placed. Under the lock. */
        boolean add() {
            if (root != before) {
                return false;
            }
            root = after;
            size++;
            return true;
        }
    }

    private final Comparator<? super T> order;
    private volatile @Nullable Node<T> root;    // null if empty; any thread reads
    private int size;
    private int made;                           // leaves; any thread, as a lost count only makes two weights equal

    SortedItems(Comparator<? super T> order) {
        this.order = order;
    }

    /** Finds the place of an item. Runs the comparator, so not under the lock; any thread. */
    Placed place(T item) {
        Node<T> before = root;
        if (before == null) {
            order.compare(item, item);      // throws if the item has no order
        }
        return new Placed(before, with(before, leaf(item)));
    }

    private Node<T> with(@Nullable Node<T> tree, Node<T> added) {
        if (tree == null) {
            return added;
        }
        if (order.compare(added.item, tree.item) < 0) {
            Node<T> left = with(tree.left, added);
            return left.weight > tree.weight ? left.withRight(tree.withLeft(left.right)) : tree.withLeft(left);
        }
        Node<T> right = with(tree.right, added);
        return right.weight > tree.weight ? right.withLeft(tree.withRight(right.left)) : tree.withRight(right);
    }

    /** A tree of one item, whose weight is as good as random, and the same in each run. */
    private Node<T> leaf(T item) {
        int weight = ++made * 0x9E3779B9;
        weight = (weight ^ weight >>> 16) * 0x85EBCA6B;
        return new Node<>(item, weight ^ weight >>> 13, null, null);
    }

    /** Adds an item if that needs no comparison. */
    boolean addFirst(T item) {
        return root == null && new Placed(null, leaf(item)).add();
    }

    /** Adds an item; for a queue that no other thread knows yet. */
    @Override
    public boolean offer(T item) {
        return place(item).add();
    }

    @Override
    public @Nullable T poll() {
        Node<T> all = root;
        if (all == null) {
            return null;
        }
        T first = first(all);
        root = withoutFirst(all);
        size--;
        return first;
    }

    /** Removes an item, found by identity: compares nothing. */
    boolean discard(T item) {
        Node<T> all = root;
        Node<T> without = all == null ? null : without(all, item);
        if (all == without) {
            return false;
        }
        root = without;
        size--;
        return true;
    }

    /** The tree without an item; the same tree if the item is not in it. */
    private static <T> @Nullable Node<T> without(Node<T> tree, T item) {
        if (tree.item == item) {
            return merged(tree.left, tree.right);
        }
        Node<T> left = tree.left == null ? null : without(tree.left, item);
        if (left != tree.left) {
            return tree.withLeft(left);
        }
        Node<T> right = tree.right == null ? null : without(tree.right, item);
        return right == tree.right ? tree : tree.withRight(right);
    }

    private static <T> @Nullable Node<T> merged(@Nullable Node<T> left, @Nullable Node<T> right) {
        if (left == null || right == null) {
            return left == null ? right : left;
        }
        return left.weight > right.weight ? left.withRight(merged(left.right, right))
                : right.withLeft(merged(left, right.left));
    }

    private static <T> @Nullable Node<T> withoutFirst(Node<T> tree) {
        return tree.left == null ? tree.right : tree.withLeft(withoutFirst(tree.left));
    }

    private static <T> T first(Node<T> tree) {
        Node<T> least = tree;
        for (Node<T> left; (left = least.left) != null; ) {
            least = left;
        }
        return least.item;
    }

    @Override
    public @Nullable T peek() {
        Node<T> all = root;
        return all == null ? null : first(all);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public void clear() {
        root = null;
        size = 0;
    }

    /** All items, in the order in which they would be polled. */
    @Override
    public Iterator<T> iterator() {
        List<T> items = new ArrayList<>(size);
        addAll(root, items);
        return items.iterator();
    }

    private static <T> void addAll(@Nullable Node<T> tree, List<T> items) {
        if (tree != null) {
            addAll(tree.left, items);
            items.add(tree.item);
            addAll(tree.right, items);
        }
    }
}
