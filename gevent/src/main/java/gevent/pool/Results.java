package gevent.pool;

import gevent.Function1;
import gevent.Greenlet;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.PinnedLock;
import gevent.lock.Semaphore;
import gevent.queue.SimpleQueue;
import greenlet.GreenletExit;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The results of a function that is applied to many things, made by {@link Mapping#imap}. A failure is thrown when its
 * turn comes; after that, the iteration can go on. One greenlet may iterate over the results, once.
 *
 * <pre>
 *   feeder: thing, thing, … ---&gt; a greenlet of the group for each ---&gt; queue ---&gt; walker
 * </pre>
 *
 * @param <V> type of the results
 */
public final class Results<V extends @Nullable Object> implements Iterable<V>, Iterator<V>, AutoCloseable {
    // The queue is in the order of delivery. The feeder itself comes last; its failure is that of the things.
    private final PinnedLock lock = new PinnedLock();
    private final SimpleQueue<Greenlet<?>> queue = new SimpleQueue<>();
    private final @Nullable Semaphore undelivered;  // null for no limit
    private final @Nullable Group owned;            // the calls to end with the iteration; null if they go on
    private final Greenlet<@Nullable Void> feeder;
    private int pending;                            // number to be queued; guarded by lock
    private @Nullable Greenlet<?> next;             // walker only; the feeder at the end
    private boolean ended;                          // whether the feeder's failure was thrown; walker only

    <A> Results(Mapping group, Function1<? super A, ? extends V> function, Iterable<? extends A> things, int maxsize,
            boolean ordered, @Nullable Group owned) {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(things, "things");
        this.owned = owned;
        undelivered = maxsize <= 0 ? null : new Semaphore(maxsize);
        feeder = Greenlet.quiet(Hub.get(), () -> {
            for (A thing : things) {
                if (undelivered != null) {
                    undelivered.acquire();
                }
                Greenlet<V> call = begin(group, () -> function.call(thing));
                if (ordered) {
                    deliver(call);
                } else {
                    call.rawlink(_ -> deliver(call));
                }
            }
            return null;
        });
        expect(1);
        feeder.rawlink(_ -> expect(-1));
        feeder.start();
    }

    private Greenlet<V> begin(Mapping group, Callable<V> body) {
        expect(1);
        try {
            Greenlet<V> call = group.spawnQuietly(body);
            if (owned != null) {
                owned.add(call);
            }
            return call;
        } catch (Throwable notBegun) {
            expect(-1);
            throw notBegun;
        }
    }

    private void deliver(Greenlet<?> call) {
        queue.put(call);
        expect(-1);
    }

    private void expect(int change) {
        boolean over;
        try (PinnedLock _ = lock.hold()) {
            pending += change;
            over = pending == 0;
        }
        if (over) {
            queue.put(feeder);
        }
    }

    /** Returns this object, because it can be iterated only once. */
    @Override
    public Iterator<V> iterator() {
        return this;
    }

    /** Waits for one more result, or the end. */
    @Override
    public boolean hasNext() {
        if (next == null) {
            await(() -> next = queue.get());
        }
        // If iterating over the things failed, that failure is the last result.
        return next != feeder || feeder.exception() != null && !ended;
    }

    /**
     * Waits for the next result, and returns it.
     *
     * @throws java.util.concurrent.CompletionException caused by a checked exception; an unchecked one is thrown as it
     * is
     */
    @Override
    @SuppressWarnings("unchecked")
    public V next() {
        Greenlet<?> call = hasNext() ? next : null;
        if (call == null) {
            throw new NoSuchElementException();
        }
        if (call == feeder) {
            ended = true;
        } else {
            next = null;
            if (undelivered != null) {
                undelivered.release();
            }
        }
        if (!call.isReady()) {
            await(call::join);
        }
        return (V) call.get();
    }

    /**
     * Waits. If the calls are owned, also waits for other hubs, and an exception thrown into the walker ends the calls,
     * too.
     */
    private void await(Runnable wait) {
        if (owned == null) {
            wait.run();
            return;
        }
        try (KeepAlive _ = KeepAlive.here()) {
            wait.run();
        } catch (Throwable thrownIn) {
            close();
            throw thrownIn;
        }
    }

    /**
     * Ends the iteration. No more calls begin. Calls that have begun go on, except in a {@link HubPool}: there they are
     * killed, and have ended on return.
     */
    @Override
    public void close() {
        feeder.kill(new GreenletExit(), owned != null, null);
        if (owned != null) {
            owned.kill();
        }
    }
}
