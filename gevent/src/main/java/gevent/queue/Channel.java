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

/**
 * A queue without room: who puts waits until somebody gets, and goes on behind that.
 *
 * <pre>{@code
 * Channel<String> channel = new Channel<>();
 * spawn(() -> channel.put("hello"));
 * String hello = channel.get();
 * }</pre>
 *
 * <p>Both sides are served in the order of coming; nothing is lost, whoever times out or is killed while waiting. In a
 * callback of the loop nothing waits. Null cannot be put. Any thread may use it. gevent: {@code gevent.queue.Channel}.
 *
 * @param <T> of what is put
 */
public final class Channel<T> {
    private static final class Side<T> {
        final Waiter<T> waiter;
        final T item;           // a putter's
        boolean taken;          // a putter's item, even if it gave up at the same moment; guarded by the lock

        Side(Channel<T> channel, T item) {
            this.waiter = new Waiter<>(channel);
            this.item = item;
        }
    }

    private final Thread maker = Strand.ownerThread();
    private final PinnedLock lock = new PinnedLock();
    private final ArrayDeque<Side<T>> getters = new ArrayDeque<>(0);   // guarded by the lock
    private final ArrayDeque<Side<T>> putters = new ArrayDeque<>(0);   // guarded by the lock

    /** One where nobody waits. */
    public Channel() {
    }

    /** Hands {@code item} over; waits until somebody takes it. */
    public void put(T item) {
        put(item, (Duration) null);
    }

    /**
     * Hands {@code item} over; waits until somebody takes it, or the time is up.
     *
     * @param timeout from now; null for none
     * @throws Full if the time was up first
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public void put(T item, Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        Side<T> putter = new Side<>(this, Objects.requireNonNull(item, "item"));
        if (!(Hub.isInCallback() ? give(putter) : rendezvous(putter, putters, timeout))) {
            throw new Full(toString());
        }
    }

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @throws Full if that was up first */
    public void put(T item, Timeout timeout) {
        timeout.within(() -> {
            put(item, (Duration) null);
            return null;
        }, () -> {
            throw new Full(toString());
        });
    }

    /** Hands {@code item} to who waits for it. @throws Full if nobody does */
    public void putNowait(T item) {
        if (!give(new Side<>(this, Objects.requireNonNull(item, "item")))) {
            throw new Full(toString());
        }
    }

    /** Takes what is put; waits until something is. */
    public T get() {
        return get((Duration) null);
    }

    /**
     * Takes what is put; waits until something is, or the time is up.
     *
     * @param timeout from now; null for none
     * @throws Empty if the time was up first
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public T get(Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        Side<T> getter = new Side<>(this, null);
        if (!(Hub.isInCallback() ? take(getter) : rendezvous(getter, getters, timeout))) {
            throw new Empty(toString());
        }
        return getter.waiter.get();
    }

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @throws Empty if that was up first */
    public T get(Timeout timeout) {
        return timeout.within(() -> get((Duration) null), () -> {
            throw new Empty(toString());
        });
    }

    /** Takes what somebody waits to put. @throws Empty if nobody does */
    public T getNowait() {
        Side<T> getter = new Side<>(this, null);
        if (!take(getter)) {
            throw new Empty(toString());
        }
        return getter.waiter.get();
    }

    private boolean rendezvous(Side<T> party, ArrayDeque<Side<T>> line, Duration timeout) {
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

    /** A putter who found a getter waiting lets it run first; a getter need not wait for its putter. */
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

    /** Brings those together who wait for each other; the getter first, and only if both still wait. With the lock. */
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

    /** How many more wait to put than to get; below zero if it is the other way round. */
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
