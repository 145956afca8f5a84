package gevent.asyncio;

import gevent.Gevent;
import gevent.Ready;
import gevent.Timeout;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Futures in the order in which they end; see {@link Asyncio#asCompleted}. They can be iterated once.
 *
 * <pre>{@code
 * for (Future<String> page : Asyncio.asCompleted(fetches, Duration.ofSeconds(5))) {
 *     System.out.println(page.result());
 * }
 * }</pre>
 *
 * @param <V> type of their results
 */
public final class AsCompleted<V extends @Nullable Object>
        implements Iterable<Future<V>>, Iterator<Future<V>>, AutoCloseable {
    private final Ready<Future<V>> ready;
    private final @Nullable Duration timeout;
    private int left;

    AsCompleted(Collection<Future<V>> futures, @Nullable Duration timeout) {
        this.ready = Gevent.iwait(futures, timeout, Integer.MAX_VALUE);
        this.timeout = timeout;
        this.left = futures.size();
    }

    /** Returns this object, because it can be iterated only once. */
    @Override
    public Iterator<Future<V>> iterator() {
        return this;
    }

    /**
     * Waits until one more future has ended.
     *
     * @return false if no future is left
     * @throws Timeout if the time is up first
     */
    @Override
    public boolean hasNext() {
        if (left > 0 && !ready.hasNext()) {
            throw Timeout.expired(timeout);
        }
        return left > 0;
    }

    /** Returns the next future that has ended; waits for it. */
    @Override
    public Future<V> next() {
        Future<V> next = hasNext() ? ready.next() : null;
        if (next == null) {
            throw new NoSuchElementException();
        }
        left--;
        return next;
    }

    /** Ends the iteration. */
    @Override
    public void close() {
        left = 0;
        ready.close();
    }
}
