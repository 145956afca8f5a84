package gevent.queue;

import gevent.Timeout;
import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.hub.Line;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
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

    private final PinnedLock lock = new PinnedLock();
    private final Line<Side<T>> getters = new Line<>();         // guarded by the lock
    private final Line<Side<T>> putters = new Line<>();         // guarded by the lock
    private final Desk desk = new Desk();                        // its state is guarded by the lock
    private final BooleanSupplier step = this::matchNext;

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

    /** As {@link #put(Object, Duration)}, with the limit in seconds. */
    public void put(T item, double seconds) {
        put(item, Loop.duration(seconds));
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

    /** As {@link #get(Duration)}, in seconds. */
    public T get(double seconds) {
        return get(Loop.duration(seconds));
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

    private boolean rendezvous(Side<T> party, Line<Side<T>> line, @Nullable Duration timeout) {
        try (PinnedLock _ = lock.hold()) {
            line.add(party);
            desk.arrive();
            if (!getters.isEmpty() && !putters.isEmpty()) {
                desk.serveSoon(step);
            }
        }
        Throwable thrown = null;
        boolean met = false;
        try {
            met = party.waiter.await(desk.maker(), timeout);
        } catch (Throwable t) {
            thrown = t;
        }
        try (PinnedLock _ = lock.hold()) {
            line.remove(party);
            desk.leave();
            met |= party.taken;
        }
        if (thrown != null) {
            giveUp(thrown, met);
        }
        return met;
    }

    /** A put whose item was taken just then has not failed: what was thrown into it is kept for the next wait. */
    private static void giveUp(Throwable thrown, boolean met) {
        Strand self = Strand.currentWithoutNewHub();
        if (met && thrown instanceof Interrupted) {
            Thread.currentThread().interrupt();
        } else if (met && thrown == self.lastThrownIn()) {
            self.throwIn(thrown);
        } else {
            throw Channel.<RuntimeException>sneak(thrown);
        }
    }

    @SuppressWarnings("unchecked")
    private static <X extends Throwable> X sneak(Throwable t) throws X {
        throw (X) t;
    }

    private boolean give(Side<T> putter) {
        try (PinnedLock _ = lock.hold()) {
            putters.addFirst(putter);
            Desk.serveAll(step);
            return !putters.remove(putter);
        }
    }

    private boolean take(Side<T> getter) {
        try (PinnedLock _ = lock.hold()) {
            getters.addFirst(getter);
            Desk.serveAll(step);
            return !getters.remove(getter);
        }
    }

    /** Matches a getter with a putter: the getter first, and only if both still wait. */
    private boolean matchNext() {
        try (PinnedLock _ = lock.hold()) {
            Side<T> getter = firstWaiting(getters);
            Side<T> putter = firstWaiting(putters);
            if (getter == null || putter == null) {
                return false;
            }
            getters.poll();
            if (getter.waiter.switchTo(putter.item)) {
                putters.poll();
                putter.taken = true;
                putter.waiter.switchTo(null);
            }
            return true;
        }
    }

    private @Nullable Side<T> firstWaiting(Line<Side<T>> line) {
        Side<T> first = line.peek();
        while (first != null && first.waiter.isReady()) {
            line.poll();
            first = line.peek();
        }
        return first;
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
