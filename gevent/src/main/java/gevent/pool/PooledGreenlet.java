package gevent.pool;

import gevent.Greenlet;
import gevent.hub.Hub;
import java.util.concurrent.Callable;

/** A greenlet on one of the hubs of a {@link HubPool}. */
final class PooledGreenlet<V> extends Greenlet<V> {
    private final boolean quiet;        // whether a failure is thrown by who asks for the result, and not reported

    PooledGreenlet(Hub hub, Callable<? extends V> body, boolean quiet) {
        super(hub, body);
        this.quiet = quiet;
    }

    @Override
    protected void report(Throwable t) {
        if (!quiet) {
            super.report(t);
        }
    }
}
