package gevent.io;

import gevent.hub.Interrupted;
import gevent.hub.IoWatcher;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Poller;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import gevent.internal.KernelAccess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Something of the operating system that can be waited for, and closed by anybody: a socket, a pipe. Its operations
 * never block; one of them waits until they are worth trying again. Reading looks like this:
 *
 * <pre>{@code
 * int n;
 * while ((n = pollable.readNowait(bytes, 0, bytes.length)) == Pollable.WOULD_BLOCK) {
 *     pollable.await(IoWatcher.READ, null);
 * }
 * }</pre>
 *
 * <p>Any strand may use it, on any hub or on none. A close, from wherever, ends all waits on it with the exception that
 * whoever uses it then is given.
 */
public abstract class Pollable implements Poller.Source {
    /** What an operation returns that could not do anything now. */
    public static final int WOULD_BLOCK = -2;
    /** What reading returns at the end of the stream. */
    public static final int END = -1;

    private static final KernelAccess KERNEL = KernelAccess.get();

    private final PinnedLock lock = new PinnedLock();
    private final List<Waiter<Boolean>> waiters = new ArrayList<>(2);  // guarded by lock
    private final Set<Loop> watchedBy = new HashSet<>(2);              // guarded by lock
    private volatile boolean closed;                                   // written under lock
    private final FairMutex writers = new FairMutex();

    /** An open one. */
    protected Pollable() {
    }

    /** What uses of it throw that fail, with this message. */
    protected abstract IOException failure(String message);

    /** Gives it back to the operating system; called once. */
    protected abstract void giveBack() throws IOException;

    /** Whether it was closed. */
    public final boolean isClosed() {
        return closed;
    }

    /** Throws if it was closed. */
    public abstract void checkOpen() throws IOException;

    /**
     * Waits until an operation is worth trying.
     *
     * @param events {@link IoWatcher#READ}, {@link IoWatcher#WRITE} or both
     * @param limit from now; null for none
     * @return false if the time was up first
     * @throws IOException if it is closed, now or while waiting, or the system does not let it be waited for
     * @throws Interrupted if the thread is interrupted
     */
    public final boolean await(int events, Duration limit) throws IOException {
        Strand self = Strand.currentWithoutNewHub();
        Loop loop = (self.hub() != null ? self.hub() : KERNEL.background()).loop();
        Waiter<Boolean> waiter = new Waiter<>(this);
        IoWatcher watcher = loop.io(this, events);
        if (isInternal()) {
            watcher.unref();
        }
        addWaiter(waiter, loop);
        try {
            loop.runOrExecute(() -> start(watcher, waiter));
            boolean inTime = limit == null ? KERNEL.get(waiter, self) : KERNEL.await(waiter, self, limit);
            checkOpen();
            return inTime;
        } catch (UncheckedIOException refused) {
            throw failure(refused.getCause().getMessage());
        } finally {
            removeWaiter(waiter);
            loop.runOrExecute(watcher::close);
        }
    }

    private void start(IoWatcher watcher, Waiter<Boolean> waiter) {
        if (waiter.isReady()) {
            return;
        }
        try {
            watcher.start(() -> waiter.switchTo(true));
        } catch (UncheckedIOException refused) {
            if (closed) {
                waiter.switchTo(true);
            } else {
                waiter.throwTo(refused);
            }
        }
    }

    private void addWaiter(Waiter<Boolean> waiter, Loop loop) throws IOException {
        try (PinnedLock _ = lock.hold()) {
            checkOpen();
            waiters.add(waiter);
            watchedBy.add(loop);
        }
    }

    private void removeWaiter(Waiter<Boolean> waiter) {
        try (PinnedLock _ = lock.hold()) {
            waiters.remove(waiter);
        }
    }

    /** Something that writes at least one byte, or returns {@link #WOULD_BLOCK}. */
    protected interface Writing {
        int write(byte[] bytes, int offset, int length) throws IOException;
    }

    /** Writes all bytes, in one piece even if others write, too. Waits. */
    protected final void writeFully(Writing how, byte[] bytes, int offset, int length) throws IOException {
        writers.acquire();
        try {
            for (int from = offset, end = offset + length; from < end; ) {
                int n = how.write(bytes, from, end - from);
                if (n == WOULD_BLOCK) {
                    await(IoWatcher.WRITE, null);
                } else {
                    from += n;
                }
            }
        } finally {
            writers.release();
        }
    }

    /** Closes it, and ends all waits on it; nothing if it is closed. Any thread; never waits. */
    public final void close() throws IOException {
        List<Waiter<Boolean>> waiting;
        try (PinnedLock _ = lock.hold()) {
            if (closed) {
                return;
            }
            closed = true;
            waiting = List.copyOf(waiters);
        }
        waiting.forEach(waiter -> waiter.switchTo(true));
        try {
            giveBack();
        } finally {
            // Nobody adds to it any more.
            watchedBy.forEach(loop -> loop.runOrExecute(() -> KERNEL.poller(loop).forget(this)));
            watchedBy.clear();
        }
    }
}
