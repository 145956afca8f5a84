package gevent.pool;

import gevent.Timeout;
import gevent.hub.Strand;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The greenlet that opened a scope, and whether it leaves the scope because of an exception thrown into it. */
final class ScopeOwner {
    private final Strand strand = Strand.current();
    private final @Nullable Throwable thrownInBefore = strand.lastThrownIn();

    /**
     * Whether the code of the scope was left, as far as can be known, because of an exception thrown into its greenlet.
     * Only the greenlet that opened the scope can know; for any other, returns false.
     */
    boolean wasThrownInto() {
        if (Strand.current() != strand) {
            return false;
        }
        Throwable last = strand.lastThrownIn();
        return last != thrownInBefore && !(last instanceof Timeout handled && !handled.isOpen());
    }

    /** Throws what ended the scope, if anything did. Throws a checked exception as a cause. */
    static void rethrow(@Nullable Throwable t) {
        switch (t) {
            case null -> { }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable checked -> throw new CompletionException(checked);
        }
    }
}
