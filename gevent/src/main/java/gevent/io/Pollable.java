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
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An object of the operating system that strands can wait for, and that any thread can close: a socket, a pipe. Its
 * operations never block; {@link #await} waits until they are worth trying again. To read:
 *
 * <pre>{@code
 * int n;
 * while ((n = pollable.readNowait(bytes, 0, bytes.length)) == Pollable.WOULD_BLOCK) {
 *     pollable.await(IoWatcher.READ, null);
 * }
 * }</pre>
 *
 * <p>Any strand may use this object, on any hub or none. Closing it, from any thread, ends all waits on it with the
 * exception that later uses throw, too.
 */
public abstract class Pollable implements Poller.Source {
    /** Returned by an operation that cannot do anything now. */
    public static final int WOULD_BLOCK = -2;
    /** Returned by a read at the end of the stream. */
    public static final int END = -1;

    private static final KernelAccess KERNEL = KernelAccess.get();

    private final PinnedLock lock = new PinnedLock();
    private final List<Waiter<Boolean>> waiters = new ArrayList<>(2);  // guarded by lock
    private final Set<Loop> watchedBy = new HashSet<>(2);              // guarded by lock
    private volatile boolean closed;                                   // written under lock
    private final FairMutex writers = new FairMutex();

    /** Makes an open object. */
    protected Pollable() {
    }

    /** The exception, with this message, that a failed use throws. */
    protected abstract IOException failure(@Nullable String message);

    /** Returns this object to the operating system; called once. */
    protected abstract void giveBack() throws IOException;

    /** Whether this object was closed. */
    public final boolean isClosed() {
        return closed;
    }

    /** Throws if this object was closed. */
    public abstract void checkOpen() throws IOException;

    /**
     * Waits until an operation is worth trying.
     *
     * @param events {@link IoWatcher#READ}, {@link IoWatcher#WRITE} or both
     * @param limit from now; null for none
     * @return false if the time was up first
     * @throws IOException if this object is closed, now or while waiting, or if the system refuses to watch it
     * @throws Interrupted if the thread is interrupted
     */
    public final boolean await(int events, @Nullable Duration limit) throws IOException {
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
            throw failure(Objects.requireNonNull(refused.getCause()).getMessage());
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
        } catch (Throwable refused) {       // on another thread than the waiter's, perhaps: it must be told of all
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

    /** Writes at least one byte, or returns {@link #WOULD_BLOCK}. */
    protected interface Writing {
        int write(byte[] bytes, int offset, int length) throws IOException;
    }

    /** Writes all bytes, in one piece even if other strands write, too. Waits. */
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

    /** Closes this object, and ends all waits on it; does nothing if it is closed. Any thread; never waits. */
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
            // No loop is added any more.
            watchedBy.forEach(loop -> loop.runOrExecute(() -> KERNEL.poller(loop).forget(this)));
            watchedBy.clear();
        }
    }
}
