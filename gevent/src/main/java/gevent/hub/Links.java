package gevent.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Callbacks that wait for an object to become ready, called once each, in the order they were added. Each is taken out
 * before it is called, so that a callback may add and remove others. Any thread; nothing here blocks.
 *
 * <p>gevent: {@code gevent._abstract_linkable.AbstractLinkable}.
 *
 * @param <S> what they are called with
 */
public final class Links<S> {
    private final SectionLock lock = new SectionLock();
    private final ArrayDeque<Consumer<? super S>> links = new ArrayDeque<>(2);   // guarded by lock

    /** No links. */
    public Links() {
    }

    /** One link. */
    public Links(Consumer<? super S> link) {
        add(link);
    }

    /** Adds one more; the same one twice is called twice. */
    public final void add(Consumer<? super S> link) {
        try (SectionLock _ = lock.hold()) {
            links.add(link);
        }
    }

    /** Removes the first that fits; nothing if there is none. */
    public void removeFirst(Predicate<? super Consumer<? super S>> fits) {
        try (SectionLock _ = lock.hold()) {
            var all = links.iterator();
            while (all.hasNext()) {
                if (fits.test(all.next())) {
                    all.remove();
                    return;
                }
            }
        }
    }

    /** How many there are. */
    public int count() {
        try (SectionLock _ = lock.hold()) {
            return links.size();
        }
    }

    private Consumer<? super S> poll(boolean wakeupsOnly) {
        try (SectionLock _ = lock.hold()) {
            return wakeupsOnly && !(links.peek() instanceof Wakeup<?>) ? null : links.poll();
        }
    }

    /** Takes out the {@link Wakeup}s of others than {@code hub}. */
    private List<Consumer<? super S>> takeElsewhere(Hub hub) {
        try (SectionLock _ = lock.hold()) {
            List<Consumer<? super S>> taken = new ArrayList<>();
            links.removeIf(link -> link instanceof Wakeup<?> wakeup && wakeup.hub() != hub && taken.add(link));
            return taken;
        }
    }

    /** Calls and removes the {@link Wakeup}s of others than {@code hub}, who do not depend on whether it turns. */
    public void notifyElsewhere(Hub hub, S source) {
        takeElsewhere(hub).forEach(wakeup -> call(hub, wakeup, source));
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
        callAll(hub, source, true);
        if (count() > 0) {
            notifyElsewhere(hub, source);
            if (hub != null) {
                hub.loop().execute(() -> callAll(hub, source, false));
            }
            // If it was closed in the meantime it may have dropped that.
            if (hub == null || hub.isClosed()) {
                callAll(hub, source, false);
            }
        }
    }

    private void callAll(Hub hub, S source, boolean wakeupsOnly) {
        for (Consumer<? super S> link; (link = poll(wakeupsOnly)) != null; ) {
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
