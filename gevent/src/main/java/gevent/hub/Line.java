package gevent.hub;

import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Waiters and links in the order they came, compared by identity. Any of them can leave in constant time, however many
 * there are.
 *
 * <pre>{@code
 * Line<Waiter<String>> line = new Line<>();
 * line.add(waiter);
 * line.remove(waiter);                         // it was killed
 * }</pre>
 *
 * <p>Not thread-safe: the lock of the owner guards all methods, none of which calls a method of an element except
 * {@link Linked#callback}.
 *
 * @param <E> type of the elements
 */
public final class Line<E> implements Iterable<E> {
    /** Up to this length, a search takes less than an index. */
    private static final int SHORT = 8;

    /** An element that is removed by the callback that was given for it, and not by itself. */
    public interface Linked {
        /** What was given by the user. */
        Object callback();
    }

    private static final class Node<E> {
        private final E element;
        private final long number;
        private @Nullable Node<E> previous;
        private @Nullable Node<E> next;
        private @Nullable Node<E> twin;         // the next with the same key; only if indexed

        Node(E element, long number) {
            this.element = element;
            this.number = number;
        }
    }

    private @Nullable Node<E> first;
    private @Nullable Node<E> last;
    private int size;
    private long number;                                // of the last that was added
    private @Nullable IdentityHashMap<Object, Node<E>> index;   // the first of each key; null while the line is short

    /** Creates an empty line. */
    public Line() {
    }

    /** What {@code element} is removed by. */
    static Object keyOf(Object element) {
        return element instanceof Linked linked ? linked.callback() : element;
    }

    /** Adds an element at the end. An element that is added twice is in the line twice. */
    public void add(E element) {
        Node<E> node = new Node<>(element, ++number);
        prepareIndex();
        if (index != null) {
            Node<E> twin = index.putIfAbsent(keyOf(element), node);
            for (; twin != null && twin != node; twin = twin.twin) {
                if (twin.twin == null) {
                    twin.twin = node;
                }
            }
        }
        node.previous = last;
        if (last == null) {
            first = node;
        } else {
            last.next = node;
        }
        last = node;
        size++;
    }

    /** Adds an element that is not in the line at the front. */
    public void addFirst(E element) {
        Node<E> node = new Node<>(element, first == null ? ++number : first.number);
        prepareIndex();
        if (index != null) {
            index.put(keyOf(element), node);
        }
        node.next = first;
        if (first == null) {
            last = node;
        } else {
            first.previous = node;
        }
        first = node;
        size++;
    }

    /** Before any change, so that an OutOfMemoryError leaves the line as it is. */
    private void prepareIndex() {
        if (index == null && size >= SHORT) {
            IdentityHashMap<Object, Node<E>> made = new IdentityHashMap<>(2 * SHORT);
            for (Node<E> node = last; node != null; node = node.previous) {
                node.twin = made.put(keyOf(node.element), node);
            }
            index = made;
        }
    }

    /** The first element; null if there is none. */
    public @Nullable E peek() {
        return first == null ? null : first.element;
    }

    /** Takes out the first element; returns null if there is none. */
    public @Nullable E poll() {
        Node<E> node = first;
        if (node == null) {
            return null;
        }
        take(node);
        return node.element;
    }

    /**
     * Takes out the first element that was added for {@code key}.
     *
     * @param key the element, or its {@link Linked#callback}
     * @return whether there was one
     */
    public boolean remove(Object key) {
        Node<E> node = find(key);
        if (node != null) {
            take(node);
        }
        return node != null;
    }

    /** Whether an element is in the line that was added for {@code key}. */
    public boolean contains(Object key) {
        return find(key) != null;
    }

    private @Nullable Node<E> find(Object key) {
        if (index != null) {
            return index.get(key);
        }
        Node<E> node = first;
        while (node != null && keyOf(node.element) != key) {
            node = node.next;
        }
        return node;
    }

    private void take(Node<E> node) {
        if (node.previous == null) {
            first = node.next;
        } else {
            node.previous.next = node.next;
        }
        if (node.next == null) {
            last = node.previous;
        } else {
            node.next.previous = node.previous;
        }
        size--;
        if (size == 0) {
            index = null;
        } else if (index != null) {
            removeFrom(index, node);
        }
    }

    private void removeFrom(IdentityHashMap<Object, Node<E>> index, Node<E> node) {
        Object key = keyOf(node.element);
        Node<E> twin = index.get(key);
        if (twin == node && node.twin == null) {
            index.remove(key);
        } else if (twin == node) {
            index.put(key, node.twin);
        }
        for (; twin != null; twin = twin.twin) {
            if (twin.twin == node) {
                twin.twin = node.twin;
            }
        }
    }

    /** Takes out all elements. */
    public void clear() {
        first = null;
        last = null;
        index = null;
        size = 0;
    }

    /** How many elements there are. */
    public int size() {
        return size;
    }

    /** Whether there is no element. */
    public boolean isEmpty() {
        return size == 0;
    }

    /** The number of the first element: elements are numbered in the order they came. Zero if there is none. */
    public long firstNumber() {
        return first == null ? 0 : first.number;
    }

    /** The number of the element that came last, whether or not it has left; zero if none ever came. */
    public long lastNumber() {
        return number;
    }

    /** The elements, in their order. Only the iterator may remove any meanwhile. */
    @Override
    public Iterator<E> iterator() {
        return new Iterator<>() {
            private @Nullable Node<E> returned;
            private @Nullable Node<E> next = first;

            @Override
            public boolean hasNext() {
                return next != null;
            }

            @Override
            public E next() {
                Node<E> node = next;
                if (node == null) {
                    throw new NoSuchElementException();
                }
                returned = node;
                next = node.next;
                return node.element;
            }

            @Override
            public void remove() {
                if (returned == null) {
                    throw new IllegalStateException();
                }
                take(returned);
                returned = null;
            }
        };
    }
}
