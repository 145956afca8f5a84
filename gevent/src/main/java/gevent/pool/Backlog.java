package gevent.pool;

import gevent.hub.PinnedLock;
import gevent.lock.Semaphore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What was handed over to a full pool without waiting: begins in its order, as soon as there is room. Thread-safe.
 *
 * @param <T> what begins, with the room that was taken for it
 */
final class Backlog<T> {
    private final PinnedLock lock = new PinnedLock();
    private final ArrayDeque<T> left = new ArrayDeque<>();      // guarded by lock
    private boolean serving;                                    // guarded by lock
    private final Semaphore room;
    private final Predicate<? super T> isOver;
    private final Consumer<? super T> begin;

    /**
     * Creates an empty backlog.
     *
     * @param isOver whether something was ended before it began; that takes no room
     * @param begin must give its room back when it ends, or if it does not begin
     */
    Backlog(Semaphore room, Predicate<? super T> isOver, Consumer<? super T> begin) {
        this.room = room;
        this.isOver = isOver;
        this.begin = begin;
    }

    /** Begins {@code task} as soon as what came before has begun and there is room. */
    void add(T task) {
        try (PinnedLock _ = lock.hold()) {
            left.add(task);
        }
        serve();
    }

    /**
     * Begins what there is room for. Call whenever room was given back. A task that ends at once gives its room back in
     * here: then the outer call goes on, for a thousand tasks must not nest.
     */
    void serve() {
        if (!mayServe()) {
            return;
        }
        try {
            for (T next; (next = takeWithRoom()) != null; ) {
                begin.accept(next);
            }
        } catch (Throwable failed) {
            endServing();
            throw failed;
        }
    }

    private boolean mayServe() {
        try (PinnedLock _ = lock.hold()) {
            boolean first = !serving;
            serving = true;
            return first;
        }
    }

    private void endServing() {
        try (PinnedLock _ = lock.hold()) {
            serving = false;
        }
    }

    /** Takes a task that there is room for; ends the serving if there is none, or no room. */
    private @Nullable T takeWithRoom() {
        try (PinnedLock _ = lock.hold()) {
            while (!left.isEmpty() && isOver.test(left.getFirst())) {
                left.removeFirst();
            }
            if (!left.isEmpty() && room.tryAcquire()) {
                return left.removeFirst();
            }
            serving = false;
            return null;
        }
    }

    /** Removes and returns what has not begun. */
    List<T> clear() {
        try (PinnedLock _ = lock.hold()) {
            List<T> all = new ArrayList<>(left);
            left.clear();
            return all;
        }
    }
}
