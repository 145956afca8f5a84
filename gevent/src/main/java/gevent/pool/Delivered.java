package gevent.pool;

import gevent.Greenlet;
import java.util.concurrent.Callable;

/** A greenlet whose failure is thrown by whoever asks for its result, and so need not be reported. */
final class Delivered<V> extends Greenlet<V> {
    Delivered(Callable<? extends V> body) {
        super(body);
    }

    @Override
    protected void report(Throwable failure) {
        // See above.
    }
}
