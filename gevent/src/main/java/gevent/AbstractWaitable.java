package gevent;

import gevent.hub.Hub;
import gevent.hub.Links;
import gevent.hub.Loop;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The common part of events, results and semaphores: links, and waiting through a link. Thread-safe.
 *
 * <pre>{@code
 * class Latch extends AbstractWaitable {
 *     private volatile boolean open;
 *     void open() { open = true; notifyLinks(); }
 *     public boolean isReady() { return open; }
 *     void pass() { awaitReady(null); }
 * }
 * }</pre>
 *
 * <p>gevent: {@code gevent._abstract_linkable.AbstractLinkable}.
 */
public abstract class AbstractWaitable implements Waitable {
    private final Thread maker = Strand.ownerThread();
    private final Links<Waitable> links = new Links<>();

    /** Creates an object without waiters. */
    protected AbstractWaitable() {
    }

    @Override
    public final void rawlink(Consumer<? super Waitable> callback) {
        links.add(Objects.requireNonNull(callback, "callback"));
        // Either this thread sees that the object is ready, or the thread that makes it ready sees the link.
        if (isReady()) {
            notifyLinks();
        }
    }

    @Override
    public final void unlink(Consumer<?> callback) {
        links.remove(callback);
    }

    @Override
    public final Thread home() {
        return maker;
    }

    /** The number of waiters and links. */
    public final int linkCount() {
        return links.count();
    }

    /**
     * Wakes the waiters and calls the links in the loop of the current hub, each once, in their order. A greenlet that
     * is woken runs before the next link is called.
     */
    protected void notifyLinks() {
        links.notifyAll(Hub.getIfExists(), this);
    }

    /**
     * Waits until this object is ready.
     *
     * @param timeout from now; null for none
     * @return false if the timeout expired first
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    protected final boolean awaitReady(@Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        if (isReady()) {
            return true;
        }
        Waiter<Waitable> ready = new Waiter<>(this);
        rawlink(ready);
        try {
            return ready.await(maker, timeout);
        } finally {
            unlink(ready);
        }
    }

    /**
     * Waits as {@link #awaitReady} does. If this object is ready, and strands that waited for it are about to be woken,
     * those run first.
     *
     * @param timeout from now; null for none
     * @return false if the timeout expired first
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    protected final boolean awaitInTurn(@Nullable Duration timeout) {
        if (!isReady() || !links.isCalling() || Hub.isInCallback()) {
            return awaitReady(timeout);
        }
        Loop.checkLimit(timeout, "timeout");
        Waiter<Waitable> turn = new Waiter<>(this);
        if (links.addBehind(turn, this)) {
            turn.get();
        }
        return true;
    }
}
