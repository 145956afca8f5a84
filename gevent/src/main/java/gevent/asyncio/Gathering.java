package gevent.asyncio;

import gevent.Waitable;
import gevent.hub.Wakeup;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** What {@link Asyncio#gather} returns: the results of several futures, in their order. Any thread. */
final class Gathering<T extends @Nullable Object> extends Future<List<T>> {
    private final List<Future<T>> children;         // may contain a future more than once
    private final boolean returnExceptions;
    private final AtomicInteger pending;
    private volatile boolean cancelRequested;

    private Gathering(EventLoop loop, List<Future<T>> children, int different, boolean returnExceptions) {
        super(loop);
        this.children = children;
        this.returnExceptions = returnExceptions;
        this.pending = new AtomicInteger(different);
    }

    static <T extends @Nullable Object> Gathering<T> of(
            EventLoop loop, List<Future<T>> children, boolean returnExceptions) {
        Set<Future<T>> different = new LinkedHashSet<>(children);
        Gathering<T> all = new Gathering<>(loop, children, different.size(), returnExceptions);
        if (different.isEmpty()) {
            all.end(End.of(List.of()));
        }
        different.forEach(child -> child.rawlink((Wakeup<Waitable>) _ -> all.ended(child)));
        return all;
    }

    private void ended(Future<T> child) {
        End<T> how = Objects.requireNonNull(child.retrieved());
        if (!returnExceptions && how.exception() != null) {
            end(End.failed(how.exception()));
        }
        if (pending.decrementAndGet() == 0 && !done()) {
            end(cancelRequested ? End.failed(new CancelledError()) : End.of(children.stream().map(Gathering::result)
                    .toList()));
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"})        // a result is null only if T may be
    private static <T extends @Nullable Object> T result(Future<T> child) {
        End<T> how = child.outcome();
        return how.exception() != null ? (T) how.exception() : how.value();
    }

    /** Cancels all children that have not ended, and returns false if there are none. Ends when they have ended. */
    @Override
    public boolean cancel(@Nullable String message) {
        if (done()) {
            return false;
        }
        boolean any = false;
        for (Future<T> child : children) {
            any |= child.cancel(message);
        }
        cancelRequested |= any;
        return any;
    }
}
