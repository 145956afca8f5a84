package gevent.hub;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Two or more links of a {@link Links}, in the order they were added. Any thread; no method blocks. */
final class LinkQueue<S> {
    private final PinnedLock lock = new PinnedLock();
    private final ArrayDeque<Consumer<? super S>> links = new ArrayDeque<>(4);   // guarded by lock

    LinkQueue(Consumer<? super S> first, Consumer<? super S> second) {
        links.add(first);
        links.add(second);
    }

    void add(Consumer<? super S> link) {
        try (PinnedLock _ = lock.hold()) {
            links.add(link);
        }
    }

    void removeFirst(Predicate<? super Consumer<? super S>> fits) {
        try (PinnedLock _ = lock.hold()) {
            var all = links.iterator();
            while (all.hasNext()) {
                if (fits.test(all.next())) {
                    all.remove();
                    return;
                }
            }
        }
    }

    int count() {
        try (PinnedLock _ = lock.hold()) {
            return links.size();
        }
    }

    /** Takes out and returns the first link if it fits; else returns null. */
    @Nullable Consumer<? super S> poll(Predicate<? super Consumer<? super S>> fits) {
        try (PinnedLock _ = lock.hold()) {
            return links.isEmpty() || !fits.test(links.getFirst()) ? null : links.removeFirst();
        }
    }

    /** Takes out all links that fit. */
    List<Consumer<? super S>> takeAll(Predicate<? super Consumer<? super S>> fits) {
        try (PinnedLock _ = lock.hold()) {
            List<Consumer<? super S>> taken = new ArrayList<>();
            links.removeIf(link -> fits.test(link) && taken.add(link));
            return taken;
        }
    }
}
