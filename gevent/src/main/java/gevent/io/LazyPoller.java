package gevent.io;

import gevent.hub.IoWatcher;
import gevent.hub.Poller;
import gevent.internal.Cleanup;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A hub's default poller: the poller of the {@link Transport} in use, made for the first source. Until then the thread
 * just parks, so a hub without I/O holds no file descriptor, and a program without I/O need not know its transport.
 */
final class LazyPoller implements Poller {
    private final Thread thread = Thread.currentThread();   // the thread that polls, and that made this object
    private volatile @Nullable Poller poller;               // written by the hub's thread
    private @Nullable Cleanup cleanup;      // closes the poller of a hub that was collected without being closed

    /** Checks the property {@code gevent.loop}; throws an {@link IllegalArgumentException} if it names no transport. */
    LazyPoller() {
        TransportSelector.check();
    }

    @Override
    public void add(IoWatcher watcher) {
        Poller known = poller;
        (known != null ? known : make(Transport.get())).add(watcher);
    }

    private Poller make(Transport transport) {
        Poller made = poller;
        if (made == null) {         // else another greenlet has made it while the transport was chosen
            made = transport.newPoller();
            cleanup = Cleanup.of(this, made::close);
            poller = made;
        }
        return made;
    }

    @Override
    public void remove(IoWatcher watcher) {
        if (poller != null) {
            poller.remove(watcher);
        }
    }

    @Override
    public void forget(Source source) {
        if (poller != null) {
            poller.forget(source);
        }
    }

    @Override
    public void poll(long nanos, Consumer<IoWatcher> ready) {
        Poller made = poller;
        if (made != null) {
            made.poll(nanos, ready);
        } else if (nanos < 0) {
            LockSupport.park(this);
        } else if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    @Override
    public void wakeup() {
        // A poller that is being made now is made by the thread to be woken, which is thus awake.
        Poller made = poller;
        if (made != null) {
            made.wakeup();
        } else {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        if (cleanup != null) {
            cleanup.run();
        }
    }
}
