package gevent.internal.nio;

import gevent.hub.IoWatcher;
import gevent.hub.Poller;
import gevent.internal.jdk.Pin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * A poller on a {@link Selector}.
 *
 * <p>The interest in a channel is kept when the last watcher leaves, and removed only when the channel becomes ready
 * without a watcher. So a reader that returns for more, as readers do, costs no system call for its interest.
 *
 * <p>Selectors and channels guard themselves by locks of the JDK, taken by greenlets, loops and other threads alike.
 * This package uses them under a {@link Pin} for that reason.
 */
final class NioPoller implements Poller {
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Selector selector;                        // woken by any thread

    /** Opens a selector; throws an {@link UncheckedIOException} if the system has no descriptors for it. */
    NioPoller() {
        this(open());
    }

    /** For tests that look at the selector. */
    NioPoller(Selector selector) {
        this.selector = selector;
    }

    private static Selector open() {
        try {
            return Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The watchers of one channel, attached to its key. */
    private static final class Watchers extends ArrayList<IoWatcher> {
        int operations(NioSocket socket) {
            int operations = 0;
            for (IoWatcher watcher : this) {
                operations |= socket.operations(watcher.events());
            }
            return operations;
        }
    }

    @Override
    public void add(IoWatcher watcher) {
        NioSocket socket = socketOf(watcher.source());
        try (Pin _ = Pin.hold()) {
            SelectionKey key = socket.channel().keyFor(selector);
            if (key == null) {
                key = socket.channel().register(selector, 0, new Watchers());
            }
            ((Watchers) key.attachment()).add(watcher);
            int wanted = socket.operations(watcher.events());
            int now = key.interestOps();
            // To the system, connecting and writing are one event; a selector takes one of the two operations at a
            // time.
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

    private static NioSocket socketOf(Source source) {
        return (NioSocket) source.raw();
    }

    @Override
    public void remove(IoWatcher watcher) {
        try (Pin _ = Pin.hold()) {
            SelectionKey key = socketOf(watcher.source()).channel().keyFor(selector);
            if (key != null) {
                ((Watchers) key.attachment()).remove(watcher);
            }
        }
    }

    /** A closed channel keeps its descriptor until its key has left the selector; only a select removes the key. */
    @Override
    public void forget(Source source) {
        try (Pin _ = Pin.hold()) {
            if (selector.isOpen() && socketOf(source).channel().keyFor(selector) != null) {
                selector.selectNow();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void poll(long nanos, Consumer<IoWatcher> ready) {
        try {
            if (nanos == 0 || !selector.selectedKeys().isEmpty()) {
                selector.selectNow();
            } else if (nanos < 0 || nanos > Long.MAX_VALUE - NANOS_PER_MILLI) {
                selector.select();
            } else {
                // Rounded up: a timer must not be early.
                selector.select((nanos + NANOS_PER_MILLI - 1) / NANOS_PER_MILLI);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); ) {
            SelectionKey key = keys.next();
            keys.remove();
            if (key.isValid()) {
                dispatch(key, ready);
            }
        }
    }

    private static void dispatch(SelectionKey key, Consumer<IoWatcher> ready) {
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
                // Meaningless once connected; but if left set, it would end every select without a report.
                key.interestOps(key.interestOps() & ~SelectionKey.OP_CONNECT);
            }
            if ((events & ~watched) != 0) {
                key.interestOps(watchers.isEmpty() ? 0
                        : watchers.operations(socketOf(watchers.getFirst().source())));
            }
        } catch (CancelledKeyException closedMeanwhile) {
            // The close has woken its waiters.
        }
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
