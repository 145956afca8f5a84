package gevent.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Waits through a {@link Selector}, which is opened for the first socket; until then the thread just parks, so that a
 * hub without I/O holds no file descriptor.
 *
 * <p>The interest in a channel is kept when the last watcher leaves, and taken back only when the channel turns out to
 * be ready with nobody watching: a reader that comes back for more, as readers do, costs no system call for that.
 */
final class NioPoller implements Poller {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Thread thread = Thread.currentThread();   // whose poller it is; made by that thread
    private volatile Selector selector;                     // written by the hub's thread

    /** The watchers of one channel, attached to its key. */
    private static final class Watchers extends ArrayList<IoWatcher> {
        int operations(NioEndpoint endpoint) {
            int operations = 0;
            for (IoWatcher watcher : this) {
                operations |= endpoint.operations(watcher.events());
            }
            return operations;
        }
    }

    @Override
    public void add(IoWatcher watcher) {
        NioEndpoint endpoint = (NioEndpoint) watcher.source();
        try {
            SelectionKey key = endpoint.channel().keyFor(open());
            if (key == null) {
                key = endpoint.channel().register(selector, 0, new Watchers());
            }
            ((Watchers) key.attachment()).add(watcher);
            int wanted = endpoint.operations(watcher.events());
            int now = key.interestOps();
            // Connecting and writing are one event to the system, and a selector takes one of the words at a time.
            int kept = (wanted & SelectionKey.OP_WRITE) != 0 ? now & ~SelectionKey.OP_CONNECT : now;
            if ((kept | wanted) != now) {
                key.interestOps(kept | wanted);
            }
        } catch (CancelledKeyException e) {
            throw new UncheckedIOException(new ClosedChannelException());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Selector open() throws IOException {
        if (selector == null) {
            Selector opened = Selector.open();
            Forgotten.CLEANER.register(this, () -> Forgotten.close(opened));
            selector = opened;
        }
        return selector;
    }

    /** The selectors of hubs that nobody closed, and whose thread has ended: they do not close themselves. */
    private static final class Forgotten {
        static final Cleaner CLEANER = Cleaner.create();

        static void close(Selector selector) {
            try {
                selector.close();
            } catch (IOException e) {
                // There is nobody to tell.
            }
        }
    }

    @Override
    public void remove(IoWatcher watcher) {
        SelectionKey key = ((NioEndpoint) watcher.source()).channel().keyFor(selector);
        if (key != null) {
            ((Watchers) key.attachment()).remove(watcher);
        }
    }

    /** A closed channel keeps its descriptor until its key has left the selector, which only a select does. */
    @Override
    public void forget(Source source) {
        Selector open = selector;
        if (open != null && open.isOpen() && ((NioEndpoint) source).channel().keyFor(open) != null) {
            try {
                open.selectNow();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Override
    public void poll(long nanos, Consumer<IoWatcher> ready) {
        Selector open = selector;
        if (open == null) {
            park(nanos);
            return;
        }
        try {
            if (nanos == 0 || !open.selectedKeys().isEmpty()) {
                open.selectNow();
            } else if (nanos < 0 || nanos > Long.MAX_VALUE - NANOS_PER_MILLI) {
                open.select();
            } else {
                // Rounded up: a timer must not be early.
                open.select((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Iterator<SelectionKey> keys = open.selectedKeys().iterator(); keys.hasNext(); ) {
            SelectionKey key = keys.next();
            keys.remove();
            if (key.isValid()) {
                tell(key, ready);
            }
        }
    }

    private void park(long nanos) {
        if (nanos < 0) {
            LockSupport.park(this);
        } else if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        }
    }

    private static void tell(SelectionKey key, Consumer<IoWatcher> ready) {
        try {
            int operations = key.readyOps();
            int events = ((operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT)) != 0 ? IoWatcher.READ : 0)
                    | ((operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT)) != 0 ? IoWatcher.WRITE : 0);
            Watchers watchers = (Watchers) key.attachment();
            int watched = 0;
            for (IoWatcher watcher : watchers) {
                if ((watcher.events() & events) != 0) {
                    watched |= watcher.events();
                    ready.accept(watcher);
                }
            }
            if ((operations & SelectionKey.OP_CONNECT) != 0) {
                // Of no meaning once connected; but left there it would end every select without a word.
                key.interestOps(key.interestOps() & ~SelectionKey.OP_CONNECT);
            }
            if ((events & ~watched) != 0) {
                key.interestOps(watchers.isEmpty() ? 0
                        : watchers.operations((NioEndpoint) watchers.getFirst().source()));
            }
        } catch (CancelledKeyException closedMeanwhile) {
            // Its waiters were told by the close.
        }
    }

    @Override
    public void wakeup() {
        // A selector that is opened just now is opened by the thread that is to be woken, which is thus awake.
        Selector open = selector;
        if (open != null) {
            open.wakeup();
        } else {
            LockSupport.unpark(thread);
        }
    }

    @Override
    public void close() {
        if (selector != null) {
            try {
                selector.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
