package gevent.threadpool;

import gevent.Greenlet;
import gevent.event.AsyncResult;
import gevent.hub.Hub;
import gevent.pool.Mapping;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A thread pool as the mapping functions see it: each call waits for its result in a greenlet. */
record Calls(ThreadPool pool) implements Mapping {
    /** Any hub may wait for the threads. */
    @Override
    public Hub hub() {
        return Hub.get();
    }

    @Override
    public void start(Greenlet<?> greenlet) {
        greenlet.start();
    }

    /** Waits for room, so that no more things are taken than the pool can work on. */
    @Override
    public <V extends @Nullable Object> Greenlet<V> spawnQuietly(Callable<V> body) {
        AsyncResult<V> result = pool.spawnQuietly(body);
        Greenlet<V> call = Greenlet.quiet(hub(), result::get);
        call.start();
        return call;
    }

    @Override
    public boolean isMember() {
        return pool.isCurrent();
    }
}
