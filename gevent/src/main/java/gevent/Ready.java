package gevent;

import gevent.hub.AnyOf;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import gevent.hub.Wakeup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Objects in the order in which they become ready, made by {@link Gevent#iwait}. One greenlet may iterate over them,
 * once; it may do other things between two objects.
 *
 * <pre>{@code
 * try (var ready = iwait(downloads)) {
 *     for (Greenlet<Path> download : ready) {
 *         if (download.isSuccessful()) break;        // the first that worked
 *     }
 * }
 * }</pre>
 *
 * <p>The objects are linked at the first request, and unlinked after the last object, on any exception, and by
 * {@link #close}. An object given twice is returned twice. When the timeout expires, the iteration ends. gevent:
 * {@code iwait}.
 *
 * @param <W> type of the objects
 */
public final class Ready<W extends Waitable> implements Iterable<W>, Iterator<W>, AnyOf, AutoCloseable {
    private static final int MOST_NAMED = 3;

    private final PinnedLock lock = new PinnedLock();
    private final List<W> objects;
    private final long limit;                                   // nanoseconds; MAX_VALUE for none
    private int left;                                           // number left to hand out; walker only
    private long start;                                         // on the walker's clock; walker only
    private boolean linked;                                     // walker only
    private @Nullable KeepAlive elsewhere;                      // walker only
    private volatile @Nullable Hub hub;                         // written by the walker; null until linked, or for none
    private final Wakeup<Waitable> link = new Arrival();
    private final ArrayDeque<W> arrived = new ArrayDeque<>();   // guarded by lock
    private @Nullable Waiter<@Nullable Void> walker;            // guarded by lock; null unless it waits

    Ready(Collection<? extends W> objects, @Nullable Duration timeout, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count: " + count + " is negative");
        }
        this.objects = List.copyOf(Objects.requireNonNull(objects, "objects"));
        this.limit = timeout == null ? Long.MAX_VALUE : Loop.nanos(timeout, "timeout");
        this.left = Math.min(count, this.objects.size());
    }

    /** Returns this object, because it can be iterated only once. */
    @Override
    public Iterator<W> iterator() {
        return this;
    }

    /**
     * Waits until one more object is ready.
     *
     * @return false if all objects were handed out, or the timeout expired
     */
    @Override
    public boolean hasNext() {
        if (left == 0) {
            return false;
        }
        try {
            if (!linked) {
                linkAll();
            }
            if (awaitArrival()) {
                return true;
            }
        } catch (Throwable t) {
            close();
            throw t;
        }
        close();
        return false;
    }

    /** Waits for the next ready object, and returns it. */
    @Override
    public W next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        W next;
        try (PinnedLock _ = lock.hold()) {
            next = arrived.poll();
        }
        if (--left == 0) {
            close();
        }
        return next;
    }

    /** Unlinks the objects and ends the iteration. */
    @Override
    public void close() {
        left = 0;
        if (linked) {
            linked = false;
            objects.forEach(object -> object.unlink(link));
            if (elsewhere != null) {
                elsewhere.close();
            }
        }
    }

    /** Those given that are not ready. */
    @Override
    public Collection<W> objects() {
        return objects.stream().filter(object -> !object.isReady()).toList();
    }

    @Override
    public String toString() {
        Collection<W> open = objects();
        return "<any of " + open.stream().limit(MOST_NAMED).map(Object::toString).collect(Collectors.joining(", "))
                + (open.size() > MOST_NAMED ? " … " + open.size() + " objects" : "") + ">";
    }

    private void linkAll() {
        linked = true;
        Strand self = Strand.current();
        hub = self.hub();
        if (hub != null && objects.stream().map(Waitable::home).anyMatch(
                home -> home != null && home != hub.thread())) {
            elsewhere = hub.keepAlive();
        }
        objects.forEach(object -> object.rawlink(link));
        start = self.now();
    }

    private boolean awaitArrival() {
        Waiter<@Nullable Void> waiter;
        try (PinnedLock _ = lock.hold()) {
            if (!arrived.isEmpty()) {
                return true;
            }
            waiter = new Waiter<>(this);
            walker = waiter;
        }
        try {
            if (limit == Long.MAX_VALUE) {
                waiter.get();
                return true;
            }
            return waiter.await(Duration.ofNanos(Math.max(0, limit - (Strand.current().now() - start))));
        } finally {
            try (PinnedLock _ = lock.hold()) {
                walker = null;
            }
        }
    }

    private final class Arrival implements Wakeup<Waitable> {
        @Override
        @SuppressWarnings("unchecked")
        public void accept(Waitable object) {
            try (PinnedLock _ = lock.hold()) {
                arrived.add((W) object);
                if (walker != null) {
                    walker.switchTo(null);
                }
            }
        }

        @Override
        public @Nullable Hub hub() {
            return hub;
        }
    }
}
