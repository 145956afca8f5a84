package gevent.hub;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Callbacks that wait for an object to become ready, called once each, in the order they were added. Each is taken out
 * before it is called, so that a callback may add and remove others. Any thread; nothing here blocks.
 *
 * <pre>
 *   none --- add ---&gt; one --- add ---&gt; a queue, for good
 *    ^                 |
 *    +--- taken out ---+
 * </pre>
 * Most objects only ever have one, whoever waits; it needs no queue, and no lock.
 *
 * <p>gevent: {@code gevent._abstract_linkable.AbstractLinkable}.
 *
 * @param <S> what they are called with
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

    private volatile Object content;    // null, the only link, or a LinkQueue; any thread, by compare-and-set

    /** No links. */
    public Links() {
    }

    /** One link. */
    public Links(Consumer<? super S> link) {
        content = link;
    }

    /** Adds one more; the same one twice is called twice. */
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

    /** Removes the first that fits; nothing if there is none. */
    public void removeFirst(Predicate<? super Consumer<? super S>> fits) {
        Object in = content;
        if (in instanceof LinkQueue<?>) {
            queue(in).removeFirst(fits);
        } else if (in != null && fits.test(link(in)) && !CONTENT.compareAndSet(this, in, null)) {
            removeFirst(fits);
        }
    }

    /** How many there are. */
    public int count() {
        Object in = content;
        return in instanceof LinkQueue<?> queue ? queue.count() : in == null ? 0 : 1;
    }

    /** Takes out the first if it fits; null if there is none that does. */
    private Consumer<? super S> poll(Predicate<? super Consumer<? super S>> fits) {
        Object in = content;
        if (in instanceof LinkQueue<?>) {
            return queue(in).poll(fits);
        }
        if (in == null || !fits.test(link(in))) {
            return null;
        }
        return CONTENT.compareAndSet(this, in, null) ? link(in) : poll(fits);
    }

    /** Takes out all that fit. */
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

    /** Calls and removes the {@link Wakeup}s of others than {@code hub}, who do not depend on whether it turns. */
    public void notifyElsewhere(Hub hub, S source) {
        takeAll(link -> link instanceof Wakeup<?> wakeup && wakeup.hub() != hub)
                .forEach(wakeup -> call(hub, wakeup, source));
    }

    /**
     * Calls and removes all. {@link Wakeup}s are called at once, the others in the loop of {@code hub}, and so are the
     * wakeups of its own that come behind such a one. What one throws is reported, and the rest are called all the
     * same.
     *
     * @param hub null or a closed one to call all at once
     * @param source what they are called with
     */
    public void notifyAll(Hub hub, S source) {
        callAll(hub, source, link -> link instanceof Wakeup<?>);
        if (count() > 0) {
            notifyElsewhere(hub, source);
            if (hub != null) {
                hub.loop().execute(() -> callAll(hub, source, _ -> true));
            }
            // If it was closed in the meantime it may have dropped that.
            if (hub == null || hub.isClosed()) {
                callAll(hub, source, _ -> true);
            }
        }
    }

    private void callAll(Hub hub, S source, Predicate<? super Consumer<? super S>> fits) {
        for (Consumer<? super S> link; (link = poll(fits)) != null; ) {
            call(hub, link, source);
        }
    }

    /** Calls one; what it throws is reported to {@code hub}, or to one of no thread in particular if that is null. */
    public static <S> void call(Hub hub, Consumer<? super S> link, S source) {
        try {
            link.accept(source);
        } catch (Throwable t) {
            (hub != null ? hub : BackgroundHub.get()).handleError("<link " + link + " of " + source + ">", t);
        }
    }
}
