package gevent.pool;

import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import java.util.concurrent.locks.LockSupport;

/** A hub on its own thread that turns until it is stopped. Thread-safe. */
final class PooledHub {
    private static final long A_MOMENT_NANOS = 50_000;

    private final AsyncResult<Hub> started = new AsyncResult<>();
    private final Event stop = new Event();
    private final Event ended = new Event();
    private final Thread thread;

    int load;       // unfinished greenlets; guarded by the pool's lock

    PooledHub(String name) {
        thread = Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false).start(this::run);
    }

    private void run() {
        try {
            Hub hub = Hub.get();
            hub.runOnlyGreenlets();
            started.set(hub);
            try (hub) {
                while (!stop.isSet()) {
                    turn(hub);
                }
            }
        } catch (Throwable t) {
            if (started.isReady()) {
                throw t;
            }
            started.setException(t);
        } finally {
            ended.set();
        }
    }

    /** Only a stop may end the hub, because it runs the greenlets of others. */
    private void turn(Hub hub) {
        try {
            stop.await();
        } catch (Throwable t) {
            hub.handleError(this, t);
        }
    }

    /** Returns the hub. Waits until there is one. */
    Hub hub() {
        if (!started.isReady()) {
            try (KeepAlive _ = KeepAlive.here()) {
                return started.get();
            }
        }
        return started.get();
    }

    /** Makes the hub close. */
    void stop() {
        stop.set();
    }

    /** Whether the hub is closed and its thread has ended. */
    boolean hasEnded() {
        return !thread.isAlive();
    }

    /** Waits until the hub is closed and its thread has ended. */
    void join() {
        try (KeepAlive _ = KeepAlive.here()) {
            ended.await();
        }
        // The thread has nothing left to do. Not Thread.join: its monitor may go to a greenlet that main waits for.
        while (thread.isAlive()) {
            LockSupport.parkNanos(A_MOMENT_NANOS);
        }
    }

    @Override
    public String toString() {
        return "<" + thread.getName() + ">";
    }
}
