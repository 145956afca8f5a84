package gevent;

import java.util.concurrent.Callable;

/** A greenlet whose failure is thrown by whoever spawned it, and so need not be reported. */
final class DeliveredGreenlet<V> extends Greenlet<V> {
    DeliveredGreenlet(Callable<? extends V> body) {
        super(body);
    }

    @Override
    protected void report(Throwable t) {
        // Our spawner throws it.
    }
}
