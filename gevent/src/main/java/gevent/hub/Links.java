package gevent.hub;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Callbacks for when an object becomes ready, each called once, in the order they were added. Each callback is removed
 * before it is called, so it may add and remove others. Any thread; no method blocks.
 *
 * <pre>
 *   none --- add ---&gt; one --- add ---&gt; a queue, for good
 *    ^                 |
 *    +--- taken out ---+
 * </pre>
 * Most objects only ever have one link, which needs no queue and no lock.
 *
 * <p>gevent: {@code gevent._abstract_linkable.AbstractLinkable}.
 *
 * @param <S> what the links are called with
 */
public final class Links<S> {
    private static final VarHandle CONTENT;

    static {
        try {
            CONTENT = MethodHandles.lookup().findVarHandle(Links.class, "content", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Object content;    // null, the only link, or a LinkQueue; any thread, by compare-and-set

    /** Makes an object without links. */
    public Links() {
    }

    /** Makes an object with one link. */
    public Links(Consumer<? super S> link) {
        content = link;
    }

    /** Adds a link. A link that is added twice is called twice. */
    public void add(Consumer<? super S> link) {
        while (true) {
            Object in = content;
            if (in instanceof LinkQueue<?>) {
                queue(in).add(link);
                return;
            }
            if (CONTENT.compareAndSet(this, in, in == null ? link : new LinkQueue<S>(link(in), link))) {
                return;
            }
        }
    }

    /** Removes the first link that fits; does nothing if none fits. */
    public void removeFirst(Predicate<? super Consumer<? super S>> fits) {
        Object in = content;
        if (in instanceof LinkQueue<?>) {
            queue(in).removeFirst(fits);
        } else if (in != null && fits.test(link(in)) && !CONTENT.compareAndSet(this, in, null)) {
            removeFirst(fits);
        }
    }

    /** How many links there are. */
    public int count() {
        Object in = content;
        return in instanceof LinkQueue<?> queue ? queue.count() : in == null ? 0 : 1;
    }

    /** Takes out and returns the first link if it fits; else returns null. */
    private @Nullable Consumer<? super S> poll(Predicate<? super Consumer<? super S>> fits) {
        Object in = content;
        if (in instanceof LinkQueue<?>) {
            return queue(in).poll(fits);
        }
        if (in == null || !fits.test(link(in))) {
            return null;
        }
        return CONTENT.compareAndSet(this, in, null) ? link(in) : poll(fits);
    }

    /** Takes out all links that fit. */
    private List<Consumer<? super S>> takeAll(Predicate<? super Consumer<? super S>> fits) {
        Object in = content;
        if (in instanceof LinkQueue<?>) {
            return queue(in).takeAll(fits);
        }
        if (in == null || !fits.test(link(in))) {
            return List.of();
        }
        return CONTENT.compareAndSet(this, in, null) ? List.of(link(in)) : takeAll(fits);
    }

    @SuppressWarnings("unchecked")
    private LinkQueue<S> queue(Object in) {
        return (LinkQueue<S>) in;
    }

    @SuppressWarnings("unchecked")
    private Consumer<? super S> link(Object in) {
        return (Consumer<? super S>) in;
    }

    /**
     * Calls and removes the {@link Wakeup}s of strands that are not on {@code hub}; they do not depend on whether
     * {@code hub} turns its loop.
     */
    public void notifyElsewhere(@Nullable Hub hub, S source) {
        takeAll(link -> link instanceof Wakeup<?> wakeup && wakeup.hub() != hub)
                .forEach(wakeup -> call(hub, wakeup, source));
    }

    /**
     * Calls and removes all links. {@link Wakeup}s are called at once. Other links are called in the loop of
     * {@code hub}, and so are the hub's own wakeups that follow such a link. An exception thrown by a link is reported,
     * and the remaining links are still called.
     *
     * @param hub null or a closed hub to call all links at once
     * @param source what the links are called with
     */
    public void notifyAll(@Nullable Hub hub, S source) {
        callAll(hub, source, link -> link instanceof Wakeup<?>);
        if (count() > 0) {
            notifyElsewhere(hub, source);
            if (hub != null) {
                hub.loop().offer(() -> callAll(hub, source, _ -> true));
            }
            // A hub that was closed in the meantime may have dropped the callback.
            if (hub == null || hub.isClosed()) {
                callAll(hub, source, _ -> true);
            }
        }
    }

    private void callAll(@Nullable Hub hub, S source, Predicate<? super Consumer<? super S>> fits) {
        for (Consumer<? super S> link; (link = poll(fits)) != null; ) {
            call(hub, link, source);
        }
    }

    /**
     * Calls a link. An exception that it throws is reported to {@code hub}, or to the background hub if {@code hub} is
     * null.
     */
    public static <S> void call(@Nullable Hub hub, Consumer<? super S> link, S source) {
        try {
            link.accept(source);
        } catch (Throwable t) {
            (hub != null ? hub : BackgroundHub.get()).handleError("<link " + link + " of " + source + ">", t);
        }
    }
}
