package gevent.queue;

import gevent.Timeout;
import gevent.hub.Hub;
import gevent.hub.Line;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Waiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A first-in, first-out queue. A get from an empty queue waits, and so does a put into a full one. Waiters are served
 * first come, first served.
 *
 * <pre>{@code
 * SimpleQueue<String> lines = new SimpleQueue<>(100);
 * spawn(() -> { lines.put("hello"); });
 * String line = lines.get();
 * }</pre>
 *
 * <p>A put does not run a waiter: waiters are woken when the current greenlet waits, and until then another greenlet
 * may be quicker. No item is lost when a waiter times out or is killed. In a callback of the loop, nothing waits: a put
 * or get that would wait throws {@link Full} or {@link Empty}. Null cannot be put. Thread-safe. gevent:
 * {@code gevent.queue.SimpleQueue}.
 *
 * @param <T> type of the items
 */
public class SimpleQueue<T> implements Iterable<T> {
    static final int UNLIMITED = Integer.MAX_VALUE;

    /** A waiter that gets or puts; compared by identity. */
    private static final class QueuedWaiter<T> {
        final Waiter<@Nullable T> waiter;
        final @Nullable T item;                 // putters only
        final boolean takes;                    // whether a getter takes the item, or only looks at it
        boolean added;                          // whether a putter's item is in the queue; guarded by the lock

        QueuedWaiter(SimpleQueue<T> queue, @Nullable T item, boolean takes) {
            this.waiter = new Waiter<>(queue);
            this.item = item;
            this.takes = takes;
        }
    }

    final PinnedLock lock = new PinnedLock();
    // All guarded by the lock:
    private final java.util.Queue<T> items;
    private final @Nullable SortedItems<T> sorted;      // the items, if code of users orders them
    private int reserved;                // room for putters that were let in and compare their items
    private final Line<QueuedWaiter<T>> getters = new Line<>();
    private final Line<QueuedWaiter<T>> putters = new Line<>();
    private final Desk desk = new Desk();
    private final BooleanSupplier step = this::serveNext;
    private boolean getterIsNext;
    private int maxsize;

    /** Creates a queue without a bound. */
    public SimpleQueue() {
        this(0);
    }

    /**
     * Creates a queue.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     */
    public SimpleQueue(int maxsize) {
        this(maxsize, List.of());
    }

    /**
     * Creates a queue with initial items.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     * @param items the initial items
     */
    public SimpleQueue(int maxsize, Collection<? extends T> items) {
        this(maxsize, new ArrayDeque<>(Objects.requireNonNull(items, "items")));
    }

    /** Creates a queue that keeps its items in {@code items}, which decides their order. */
    SimpleQueue(int maxsize, java.util.Queue<T> items) {
        this.maxsize = maxsize <= 0 ? UNLIMITED : maxsize;
        this.items = items;
        this.sorted = items instanceof SortedItems<T> ordered ? ordered : null;
    }

    // ---- putting

    /** Puts {@code item}. Waits for room. */
    public final void put(T item) {
        if (!offer(item, null)) {
            throw new Full(toString());
        }
    }

    /**
     * Puts {@code item}. Waits for room, or until the timeout expires.
     *
     * @param timeout from now; null for none
     * @throws Full if the timeout expired first
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public final void put(T item, @Nullable Duration timeout) {
        if (!offer(item, timeout)) {
            throw new Full(toString());
        }
    }

    /** As {@link #put(Object, Duration)}, with the limit in seconds. */
    public final void put(T item, double seconds) {
        put(item, Loop.duration(seconds));
    }

    /**
     * Puts {@code item}. Waits for room, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @throws Full if {@code timeout} expired first
     */
    public final void put(T item, Timeout timeout) {
        timeout.within(() -> {
            put(item, (Duration) null);
            return null;
        }, () -> {
            throw new Full(toString());
        });
    }

    /**
     * Puts {@code item} without waiting.
     *
     * @throws Full if there is no room
     */
    public final void putNowait(T item) {
        if (!offerNowait(item)) {
            throw new Full(toString());
        }
    }

    final boolean offer(T item, @Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        if (Hub.isInCallback()) {
            return offerNowait(item);
        }
        QueuedWaiter<T> putter = new QueuedWaiter<>(this, Objects.requireNonNull(item, "item"), false);
        return add(item, false, putter) || awaitTurn(putters, putter, timeout) && (putter.added || addReserved(item));
    }

    final boolean offerNowait(T item) {
        Objects.requireNonNull(item, "item");
        if (Hub.isInCallback()) {
            Desk.serveAll(step);
        }
        return add(item, false, null);
    }

    /**
     * Adds an item if there is room, else lets {@code ifFull} wait. A comparator runs here, in the code that puts: not
     * under the lock, and again if the items have changed meanwhile.
     *
     * @param reserved whether room is reserved for the item
     * @return whether the item was added
     */
    private boolean add(T item, boolean reserved, @Nullable QueuedWaiter<T> ifFull) {
        while (true) {
            SortedItems<T>.Placed placed = sorted == null ? null : sorted.place(item);
            try (PinnedLock _ = lock.hold()) {
                checkPut();
                if (!reserved && hasNoRoom()) {
                    if (ifFull != null) {
                        enqueue(putters, ifFull);
                    }
                    return false;
                }
                if (placed == null ? items.add(item) : placed.add()) {
                    added();
                    if (!getters.isEmpty()) {
                        desk.serveSoon(step);
                    }
                    return true;
                }
            }
        }
    }

    /** Adds the item of a putter that was let in, and gives its room back if that fails. */
    private boolean addReserved(T item) {
        try {
            return add(item, true, null);
        } finally {
            try (PinnedLock _ = lock.hold()) {
                reserved--;
                if (!putters.isEmpty()) {
                    desk.serveSoon(step);
                }
            }
        }
    }

    // ---- getting

    /** Takes the first item. Waits for one. */
    public final T get() {
        return get((Duration) null);
    }

    /**
     * Takes the first item. Waits for one, or until the timeout expires.
     *
     * @param timeout from now; null for none
     * @throws Empty if the timeout expired first
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public final T get(@Nullable Duration timeout) {
        return orEmpty(poll(timeout, true));
    }

    /** As {@link #get(Duration)}, in seconds. */
    public final T get(double seconds) {
        return get(Loop.duration(seconds));
    }

    /**
     * Takes the first item. Waits for one, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @throws Empty if {@code timeout} expired first
     */
    public final T get(Timeout timeout) {
        return orEmpty(timeout.within(() -> poll(null, true), () -> null));
    }

    /**
     * Takes the first item without waiting.
     *
     * @throws Empty if there is none
     */
    public final T getNowait() {
        return orEmpty(pollNowait(true));
    }

    /** Returns the first item without taking it. Waits for one. */
    public final T peek() {
        return peek((Duration) null);
    }

    /**
     * Returns the first item without taking it. Waits for one, or until the timeout expires.
     *
     * @param timeout from now; null for none
     * @throws Empty if the timeout expired first
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public final T peek(@Nullable Duration timeout) {
        return orEmpty(poll(timeout, false));
    }

    /** As {@link #peek(Duration)}, in seconds. */
    public final T peek(double seconds) {
        return peek(Loop.duration(seconds));
    }

    /**
     * Returns the first item without taking it. Waits for one, or until {@code timeout} expires; see
     * {@link Timeout#within}.
     *
     * @throws Empty if {@code timeout} expired first
     */
    public final T peek(Timeout timeout) {
        return orEmpty(timeout.within(() -> poll(null, false), () -> null));
    }

    /**
     * Returns the first item without taking it or waiting.
     *
     * @throws Empty if there is none
     */
    public final T peekNowait() {
        return orEmpty(pollNowait(false));
    }

    private T orEmpty(@Nullable T item) {
        if (item == null) {
            throw new Empty(toString());
        }
        return item;
    }

    final @Nullable T poll(@Nullable Duration timeout, boolean takes) {
        Loop.checkLimit(timeout, "timeout");
        if (Hub.isInCallback()) {
            return pollNowait(takes);
        }
        QueuedWaiter<T> getter = new QueuedWaiter<>(this, null, takes);
        try (PinnedLock _ = lock.hold()) {
            T item = first(takes);
            if (item != null) {
                return item;
            }
            enqueue(getters, getter);
        }
        return awaitTurn(getters, getter, timeout) ? getter.waiter.get() : null;
    }

    final @Nullable T pollNowait(boolean takes) {
        try (PinnedLock _ = lock.hold()) {
            if (Hub.isInCallback()) {
                Desk.serveAll(step);
            }
            return first(takes);
        }
    }

    private @Nullable T first(boolean takes) {
        T item = takes ? items.poll() : items.peek();
        if (item == null) {
            checkGet();
        } else if (takes && !putters.isEmpty()) {
            desk.serveSoon(step);
        }
        return item;
    }

    // ---- waiters

    private void enqueue(Line<QueuedWaiter<T>> line, QueuedWaiter<T> queued) {
        line.add(queued);
        desk.arrive();
    }

    private boolean awaitTurn(Line<QueuedWaiter<T>> line, QueuedWaiter<T> queued, @Nullable Duration timeout) {
        try {
            return queued.waiter.await(desk.maker(), timeout);
        } finally {
            try (PinnedLock _ = lock.hold()) {
                line.remove(queued);
                desk.leave();
            }
        }
    }

    /** Admits a putter if there is room, or serves a getter if there is an item: by turns, for each helps the other. */
    private boolean serveNext() {
        try (PinnedLock _ = lock.hold()) {
            for (int tries = 0; tries < 2; tries++) {
                getterIsNext = !getterIsNext;
                if (getterIsNext ? admitPutter() : serveGetter()) {
                    return true;
                }
            }
            getterIsNext = false;
            return false;
        }
    }

    private boolean admitPutter() {
        QueuedWaiter<T> putter = hasNoRoom() ? null : putters.poll();
        if (putter == null) {
            return false;
        }
        if (putter.waiter.switchTo(null)) {
            T item = Objects.requireNonNull(putter.item);
            putter.added = sorted == null ? items.add(item) : sorted.addFirst(item);
            if (putter.added) {
                added();
            } else {
                reserved++;
            }
        }
        return true;
    }

    private boolean serveGetter() {
        T item = items.peek();
        QueuedWaiter<T> getter = item == null ? null : getters.poll();
        if (getter == null) {
            return false;
        }
        if (getter.waiter.switchTo(item) && getter.takes) {
            items.poll();
        }
        return true;
    }

    /**
     * Removes one item, whose place is then free for a putter.
     *
     * @param item is looked for by identity
     * @return whether it was there
     */
    final boolean discard(T item) {
        try (PinnedLock _ = lock.hold()) {
            boolean removed = sorted != null ? sorted.discard(item) : discardFrom(items, item);
            if (removed && !putters.isEmpty()) {
                desk.serveSoon(step);
            }
            return removed;
        }
    }

    private static <T> boolean discardFrom(java.util.Queue<T> items, T item) {
        for (Iterator<T> all = items.iterator(); all.hasNext(); ) {
            if (all.next() == item) {
                all.remove();
                return true;
            }
        }
        return false;
    }

    /** Drops all items, and returns how many there were. */
    final int clear() {
        try (PinnedLock _ = lock.hold()) {
            int held = items.size();
            items.clear();
            return held;
        }
    }

    /** Throws {@code end} in all waiters that cannot be served any more. */
    final void failWaiters(Supplier<? extends RuntimeException> end) {
        try (PinnedLock _ = lock.hold()) {
            while (serveGetter()) {
                // The items left go to the first getters.
            }
            for (QueuedWaiter<T> queued; (queued = putters.poll()) != null; ) {
                queued.waiter.throwTo(end.get());
            }
            for (QueuedWaiter<T> queued; (queued = getters.poll()) != null; ) {
                queued.waiter.throwTo(end.get());
            }
        }
    }

    /** Throws if nothing may be put. Called with the lock held. */
    void checkPut() {
    }

    /** Throws if there will be nothing more to get. Called with the lock held. */
    void checkGet() {
    }

    /** Called after an item was put, with the lock held. */
    void added() {
    }

    // ---- asking

    /** The number of items. */
    public final int size() {
        try (PinnedLock _ = lock.hold()) {
            return items.size();
        }
    }

    /** Whether the queue is empty, so that a get would wait. */
    public final boolean isEmpty() {
        return size() == 0;
    }

    /** Whether the queue has no room, so that a put would wait. */
    public final boolean isFull() {
        try (PinnedLock _ = lock.hold()) {
            return hasNoRoom();
        }
    }

    private boolean hasNoRoom() {
        return items.size() + reserved >= maxsize;
    }

    /** The most items the queue holds; {@link Integer#MAX_VALUE} for no bound. */
    public final int maxsize() {
        try (PinnedLock _ = lock.hold()) {
            return maxsize;
        }
    }

    /** Changes the bound; zero or less for none. Items already in the queue stay. */
    public final void setMaxsize(int maxsize) {
        try (PinnedLock _ = lock.hold()) {
            this.maxsize = maxsize <= 0 ? UNLIMITED : maxsize;
            desk.serveSoon(step);
        }
    }

    /** The current items, in their order. */
    public final List<T> toList() {
        try (PinnedLock _ = lock.hold()) {
            return List.copyOf(items);
        }
    }

    /** The number of items that can be put without waiting; {@link Integer#MAX_VALUE} for no bound. */
    final int room() {
        try (PinnedLock _ = lock.hold()) {
            return maxsize == UNLIMITED ? UNLIMITED : Math.max(0, maxsize - items.size() - reserved);
        }
    }

    /**
     * Returns this queue as a JDK queue: {@code put} and {@code take} are {@link #put(Object)} and {@link #get()}, and
     * an {@link gevent.hub.Interrupted} becomes an {@link InterruptedException}. A {@link ShutDown} is thrown
     * unchanged.
     */
    public final BlockingQueue<T> asBlockingQueue() {
        return new BlockingQueueView<>(this);
    }

    /**
     * Gets items without end: {@code for (T item : queue)}. The iteration over a {@link Queue} ends at its shutdown.
     */
    @Override
    public final Iterator<T> iterator() {
        return new Iterator<>() {
            private @Nullable T next;

            @Override
            public boolean hasNext() {
                if (next == null) {
                    try {
                        next = get();
                    } catch (ShutDown end) {
                        return false;
                    }
                }
                return true;
            }

            @Override
            public T next() {
                T item = hasNext() ? next : null;
                if (item == null) {
                    throw new NoSuchElementException();
                }
                next = null;
                return item;
            }
        };
    }

    @Override
    public final String toString() {
        try (PinnedLock _ = lock.hold()) {
            return "<" + getClass().getSimpleName() + " of " + items.size()
                    + (maxsize == UNLIMITED ? "" : "/" + maxsize)
                    + (getters.isEmpty() ? "" : ", " + getters.size() + " getting")
                    + (putters.isEmpty() ? "" : ", " + putters.size() + " putting") + ">";
        }
    }
}
