package gevent.pool;

import gevent.Timeout;
import gevent.hub.Strand;
import java.util.concurrent.CompletionException;

/** Whoever has opened a scope, and whether it is leaving it because of what was thrown into it. */
final class ScopeOwner {
    private final Strand strand = Strand.current();
    private final Throwable thrownInBefore = strand.lastThrownIn();

    /**
     * Whether the code of the scope was left, as far as we can know, by what was thrown into its greenlet. Only who has
     * opened it can tell; of anybody else, no.
     */
    boolean wasThrownInto() {
        if (Strand.current() != strand) {
            return false;
        }
        Throwable last = strand.lastThrownIn();
        return last != thrownInBefore && !(last instanceof Timeout handled && !handled.isOpen());
    }

    /** Throws what ended the scope, if anything did; a checked exception as a cause. */
    static void rethrow(Throwable t) {
        switch (t) {
            case null -> { }
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable checked -> throw new CompletionException(checked);
        }
    }
}
