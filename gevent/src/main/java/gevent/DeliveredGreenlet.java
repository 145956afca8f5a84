package gevent;

import java.util.concurrent.Callable;

/**
 * A greenlet whose failure is thrown by whoever spawned it or asks for its result, and so need not be reported: for
 * scopes and pools.
 *
 * @param <V> of the result
 */
public final class DeliveredGreenlet<V> extends Greenlet<V> {
    /** One that is not started. */
    public DeliveredGreenlet(Callable<? extends V> body) {
        super(body);
    }

    @Override
    protected void report(Throwable t) {
        // See above.
    }
}
