package gevent.queue;

import gevent.Timeout;
import gevent.hub.Hub;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A queue without room: a putter waits until a getter takes its item, and goes on after the getter.
 *
 * <pre>{@code
 * Channel<String> channel = new Channel<>();
 * spawn(() -> channel.put("hello"));
 * String hello = channel.get();
 * }</pre>
 *
 * <p>Putters and getters are served first come, first served. No item is lost when a waiter times out or is killed. In
 * a callback of the loop, nothing waits. Null cannot be put. Thread-safe. gevent: {@code gevent.queue.Channel}.
 *
 * @param <T> type of the items
 */
public final class Channel<T> {
    private static final class Side<T> {
        final Waiter<@Nullable T> waiter;
        final @Nullable T item; // putters only
        boolean taken;          // whether a putter's item was taken, even if it gave up just then; guarded by the lock

        Side(Channel<T> channel, @Nullable T item) {
            this.waiter = new Waiter<>(channel);
            this.item = item;
        }
    }

    private final Thread maker = Strand.ownerThread();
    private final PinnedLock lock = new PinnedLock();
    private final ArrayDeque<Side<T>> getters = new ArrayDeque<>(0);   // guarded by the lock
    private final ArrayDeque<Side<T>> putters = new ArrayDeque<>(0);   // guarded by the lock

    /** Creates a channel without waiters. */
    public Channel() {
    }

    /** Hands {@code item} over. Waits until a getter takes it. */
    public void put(T item) {
        put(item, (Duration) null);
    }

    /**
     * Hands {@code item} over. Waits until a getter takes it, or until the timeout expires.
     *
     * @param timeout from now; null for none
     * @throws Full if the timeout expired first
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public void put(T item, @Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        Side<T> putter = new Side<>(this, Objects.requireNonNull(item, "item"));
        if (!(Hub.isInCallback() ? give(putter) : rendezvous(putter, putters, timeout))) {
            throw new Full(toString());
        }
    }

    /**
     * Hands {@code item} over. Waits until a getter takes it, or until {@code timeout} expires; see
     * {@link Timeout#within}.
     *
     * @throws Full if {@code timeout} expired first
     */
    public void put(T item, Timeout timeout) {
        timeout.within(() -> {
            put(item, (Duration) null);
            return null;
        }, () -> {
            throw new Full(toString());
        });
    }

    /**
     * Hands {@code item} to a waiting getter.
     *
     * @throws Full if no getter waits
     */
    public void putNowait(T item) {
        if (!give(new Side<>(this, Objects.requireNonNull(item, "item")))) {
            throw new Full(toString());
        }
    }

    /** Takes an item. Waits until one is put. */
    public T get() {
        return get((Duration) null);
    }

    /**
     * Takes an item. Waits until one is put, or until the timeout expires.
     *
     * @param timeout from now; null for none
     * @throws Empty if the timeout expired first
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public T get(@Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        Side<T> getter = new Side<>(this, null);
        if (!(Hub.isInCallback() ? take(getter) : rendezvous(getter, getters, timeout))) {
            throw new Empty(toString());
        }
        return Objects.requireNonNull(getter.waiter.get());
    }

    /**
     * Takes an item. Waits until one is put, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @throws Empty if {@code timeout} expired first
     */
    public T get(Timeout timeout) {
        return timeout.within(() -> get((Duration) null), () -> {
            throw new Empty(toString());
        });
    }

    /**
     * Takes the item of a waiting putter.
     *
     * @throws Empty if no putter waits
     */
    public T getNowait() {
        Side<T> getter = new Side<>(this, null);
        if (!take(getter)) {
            throw new Empty(toString());
        }
        return Objects.requireNonNull(getter.waiter.get());
    }

    private boolean rendezvous(Side<T> party, ArrayDeque<Side<T>> line, @Nullable Duration timeout) {
        boolean met = false;
        try (PinnedLock _ = lock.hold()) {
            line.add(party);
            matchPairs();
            met = party.waiter.isReady();
        }
        if (met) {
            yieldToGetter(party);
            return true;
        }
        try {
            met = party.waiter.await(maker, timeout) || isTaken(party);
            return met;
        } finally {
            if (!met) {
                leave(party, line);
            }
        }
    }

    /** A putter that found a waiting getter lets it run first. A getter need not wait for its putter. */
    private void yieldToGetter(Side<T> party) {
        Strand self = Strand.currentWithoutNewHub();
        if (party.item != null && self.hub() != null) {
            self.yieldToReady();
        }
    }

    private void leave(Side<T> party, ArrayDeque<Side<T>> line) {
        try (PinnedLock _ = lock.hold()) {
            line.remove(party);
        }
    }

    private boolean isTaken(Side<T> putter) {
        try (PinnedLock _ = lock.hold()) {
            return putter.taken;
        }
    }

    private boolean give(Side<T> putter) {
        try (PinnedLock _ = lock.hold()) {
            putters.addFirst(putter);
            matchPairs();
            return !putters.remove(putter);
        }
    }

    private boolean take(Side<T> getter) {
        try (PinnedLock _ = lock.hold()) {
            getters.addFirst(getter);
            matchPairs();
            return !getters.remove(getter);
        }
    }

    /** Matches getters with putters: the getter first, and only if both still wait. Called with the lock held. */
    private void matchPairs() {
        while (!getters.isEmpty() && !putters.isEmpty()) {
            Side<T> getter = getters.peek();
            Side<T> putter = putters.peek();
            if (getter.waiter.isReady()) {
                getters.poll();
            } else if (putter.waiter.isReady()) {
                putters.poll();
            } else {
                getters.poll();
                if (getter.waiter.switchTo(putter.item)) {
                    putters.poll();
                    putter.taken = true;
                    putter.waiter.switchTo(null);
                }
            }
        }
    }

    // ---- asking

    /** The number of waiting putters minus the number of waiting getters. */
    public int balance() {
        try (PinnedLock _ = lock.hold()) {
            return putters.size() - getters.size();
        }
    }

    @Override
    public String toString() {
        try (PinnedLock _ = lock.hold()) {
            return "<Channel, " + putters.size() + " putting, " + getters.size() + " getting>";
        }
    }
}
