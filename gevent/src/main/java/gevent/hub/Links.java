package gevent.hub;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
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

    /** The number of a link that is the only one; the first in a queue has it, too. */
    private static final long ONLY = 1;

    private volatile @Nullable Object content;    // null, the only link, or a LinkQueue; any thread, by compare-and-set
    private volatile @Nullable Round round;       // that was started last; null once it has ended; any thread

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

    /** Removes the first link that was added for {@code callback}; does nothing if there is none. */
    public void remove(Object callback) {
        Object in = content;
        if (in instanceof LinkQueue<?>) {
            queue(in).remove(callback);
        } else if (in != null && Line.keyOf(in) == callback && !CONTENT.compareAndSet(this, in, null)) {
            remove(callback);
        }
    }

    /** Removes all links. */
    public void clear() {
        Object in = content;
        if (in instanceof LinkQueue<?>) {
            queue(in).clear();
        } else if (in != null && !CONTENT.compareAndSet(this, in, null)) {
            clear();
        }
    }

    /** How many links there are. */
    public int count() {
        Object in = content;
        return in instanceof LinkQueue<?> queue ? queue.count() : in == null ? 0 : 1;
    }

    /** Takes out and returns the first link, unless it came after the one with the number {@code last}. */
    private @Nullable Consumer<? super S> poll(long last) {
        Object in = content;
        if (in instanceof LinkQueue<?>) {
            return queue(in).poll(last);
        }
        if (in == null || last < ONLY) {
            return null;
        }
        return CONTENT.compareAndSet(this, in, null) ? link(in) : poll(last);
    }

    /** The number of the link that was added last. */
    private long lastNumber() {
        return content instanceof LinkQueue<?> queue ? queue.lastNumber() : ONLY;
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
     * Calls and removes all links, in their order. {@link Wakeup}s of strands that are not on {@code hub} are called at
     * once, the others in the loop of {@code hub}: a greenlet that a link wakes or starts runs before the next link. An
     * exception thrown by a link is reported, and the remaining links are still called.
     *
     * @param hub null or a closed hub to call all links at once
     * @param source what the links are called with
     */
    public void notifyAll(@Nullable Hub hub, S source) {
        if (content == null) {
            return;
        }
        if (hub == null) {
            callAll(hub, source);
            return;
        }
        notifyElsewhere(hub, source);
        Round now = round;
        if (now != null && now.hub == hub && now.isHere()) {
            now.last = lastNumber();
            now.source = source;
        } else if (count() > 0) {
            new Round(hub, source, lastNumber()).start();
        }
    }

    /**
     * As {@link #notifyAll}, for an object that becomes ready once and for all. If its only link is a {@link Wakeup},
     * as for most greenlets that are joined, and no callback is queued before it, the link is called at once: there is
     * no order to keep.
     */
    public void notifyOnce(Hub hub, S source) {
        Object in = content;
        if (in instanceof Wakeup<?> && !(hub.isCurrent() && hub.loop().hasCallbacks())
                && CONTENT.compareAndSet(this, in, null)) {
            call(hub, link(in), source);
        } else {
            notifyAll(hub, source);
        }
    }

    private void callAll(@Nullable Hub hub, S source) {
        for (Consumer<? super S> link; (link = poll(Long.MAX_VALUE)) != null; ) {
            call(hub, link, source);
        }
    }

    /** Whether the current hub is about to call links. */
    public boolean isCalling() {
        Round now = round;
        return now != null && now.isHere();
    }

    /**
     * Adds a wake-up that comes when the object is ready, behind the links that the current hub is about to call.
     *
     * @return false, and adds nothing, if it is about to call none
     */
    public boolean addBehind(Wakeup<? super S> late, S source) {
        Round now = round;
        if (now == null || !now.isHere()) {
            return false;
        }
        now.source = source;
        if (now.late == null) {
            now.late = new ArrayDeque<>(2);
        }
        return now.late.add(late);
    }

    /**
     * Calls links in the loop, one a step: those there were when the object was last made ready, then those that came
     * late. gevent: {@code AbstractLinkable._notify_links}.
     */
    private final class Round implements BooleanSupplier {
        final Hub hub;
        @Nullable S source;                 // null while there is nothing to call; hub thread only once started
        @Nullable ArrayDeque<Consumer<? super S>> late;         // null while there are none; hub thread only
        long last;                          // the number of the last link to call; hub thread only once started
        private int lateLeft = -1;          // late ones to call; negative while there are others; hub thread only

        Round(Hub hub, S source, long last) {
            this.hub = hub;
            this.source = source;
            this.last = last;
        }

        boolean isHere() {
            return !hub.isClosed() && hub.isCurrent();
        }

        void start() {
            round = this;
            S of = source;
            if (of != null && !hub.serve(this)) {
                callAll(hub, of);
            }
        }

        @Override
        public boolean getAsBoolean() {
            S of = source;
            Consumer<? super S> link = of == null ? null : next();
            if (of == null || link == null) {
                end();
                return false;
            }
            if (count() == 0 && lateCount() == 0) {
                source = null;              // not kept until the loop turns again
            }
            call(hub, link, of);
            return true;
        }

        private @Nullable Consumer<? super S> next() {
            Consumer<? super S> link = poll(last);
            if (link != null) {
                last = content == null ? 0 : last;      // it was the only one: others come later
                return link;
            }
            lateLeft = lateLeft < 0 ? lateCount() : lateLeft;
            return late != null && lateLeft-- > 0 ? late.poll() : null;
        }

        private int lateCount() {
            return late == null ? 0 : late.size();
        }

        private void end() {
            if (round == this) {
                round = null;
            }
            if (lateCount() > 0) {
                Round next = new Round(hub, Objects.requireNonNull(source), 0);
                next.late = late;
                next.start();
            }
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
