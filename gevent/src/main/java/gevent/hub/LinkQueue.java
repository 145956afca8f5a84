package gevent.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Two or more links of a {@link Links}, in the order they were added. Any thread; no method blocks. */
final class LinkQueue<S> {
    private final PinnedLock lock = new PinnedLock();
    private final Line<Consumer<? super S>> links = new Line<>();       // guarded by lock

    LinkQueue(Consumer<? super S> first, Consumer<? super S> second) {
        links.add(first);
        links.add(second);
    }

    void add(Consumer<? super S> link) {
        try (PinnedLock _ = lock.hold()) {
            links.add(link);
        }
    }

    void remove(Object callback) {
        try (PinnedLock _ = lock.hold()) {
            links.remove(callback);
        }
    }

    void clear() {
        try (PinnedLock _ = lock.hold()) {
            links.clear();
        }
    }

    int count() {
        try (PinnedLock _ = lock.hold()) {
            return links.size();
        }
    }

    /** The number of the link that was added last; see {@link Line#lastNumber}. */
    long lastNumber() {
        try (PinnedLock _ = lock.hold()) {
            return links.lastNumber();
        }
    }

    /** Takes out and returns the first link, unless it came after the one with the number {@code last}. */
    @Nullable Consumer<? super S> poll(long last) {
        try (PinnedLock _ = lock.hold()) {
            return links.firstNumber() > last ? null : links.poll();
        }
    }

    /** Takes out all links that fit. */
    List<Consumer<? super S>> takeAll(Predicate<? super Consumer<? super S>> fits) {
        try (PinnedLock _ = lock.hold()) {
            List<Consumer<? super S>> taken = new ArrayList<>();
            for (var all = links.iterator(); all.hasNext(); ) {
                Consumer<? super S> link = all.next();
                if (fits.test(link)) {
                    taken.add(link);
                    all.remove();
                }
            }
            return taken;
        }
    }
}
