package gevent.hub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One socket of the operating system: operations that never block, and one that waits until they are worth trying
 * again. Reading looks like this:
 *
 * <pre>{@code
 * int n;
 * while ((n = endpoint.read(bytes, 0, bytes.length)) == Endpoint.WOULD_BLOCK) {
 *     endpoint.await(IoWatcher.READ, null);
 * }
 * }</pre>
 *
 * <p>Any strand may use it, on any hub or on none. A close, from wherever, ends all waits on it with
 * {@code SocketException: Socket closed}.
 */
public abstract class Endpoint implements Poller.Source {
    /** What {@link #read} and {@link #write} return when they could not do anything now. */
    public static final int WOULD_BLOCK = -2;
    /** What {@link #read} returns at the end of the stream. */
    public static final int END = -1;

    private final SectionLock lock = new SectionLock();
    private final List<Waiter<Boolean>> waiters = new ArrayList<>(2);  // guarded by lock
    private final Set<Loop> watchedBy = new HashSet<>(2);              // guarded by lock
    private volatile boolean closed;                                   // written under lock
    private final Turns writers = new Turns();

    /** A socket; of a {@link Transport}. */
    protected Endpoint() {
    }

    /** Binds to a local address; port 0 for any. */
    public abstract void bind(InetSocketAddress local) throws IOException;

    /** Begins to listen on the bound address. */
    public abstract void listen(int backlog) throws IOException;

    /** Begins to connect; says whether it is connected already. If not, it is worth asking when it can be written. */
    public abstract boolean connect(InetSocketAddress remote) throws IOException;

    /** Whether the connection that was begun is made; throws if it has failed. */
    public abstract boolean finishConnect() throws IOException;

    /** The next connection that came in; null if there is none now. */
    public abstract Endpoint accept() throws IOException;

    /** Reads at least one byte, or returns {@link #WOULD_BLOCK} or {@link #END}. */
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;

    /** Writes at least one byte, or returns {@link #WOULD_BLOCK}. */
    public abstract int write(byte[] bytes, int offset, int length) throws IOException;

    /** Sends one byte out of band. */
    public abstract void sendUrgent(int data) throws IOException;

    /** How many bytes can be read now. */
    public abstract int available() throws IOException;

    /** Ends reading: the next read is at the end. */
    public abstract void shutdownInput() throws IOException;

    /** Ends writing: the peer reads to the end. */
    public abstract void shutdownOutput() throws IOException;

    /** Sets an option of the socket. */
    public abstract <T> void setOption(SocketOption<T> option, T value) throws IOException;

    /** An option of the socket. */
    public abstract <T> T getOption(SocketOption<T> option) throws IOException;

    /** The options that it has. */
    public abstract Set<SocketOption<?>> supportedOptions();

    /** Where it is bound; null if it is not. */
    public abstract InetSocketAddress localAddress() throws IOException;

    /** Whom it is connected to; null if it is not. */
    public abstract InetSocketAddress remoteAddress() throws IOException;

    /** Gives the socket back to the operating system; called once. */
    protected abstract void closeSocket() throws IOException;

    /** Whether it was closed. */
    public final boolean isClosed() {
        return closed;
    }

    /**
     * Waits until an operation is worth trying.
     *
     * @param events {@link IoWatcher#READ}, {@link IoWatcher#WRITE} or both
     * @param limit from now; null for none
     * @return false if the time was up first
     * @throws SocketException if the socket is closed, now or while waiting
     * @throws Interrupted if the thread is interrupted
     */
    public final boolean await(int events, Duration limit) throws SocketException {
        Strand self = Strand.currentWithoutNewHub();
        Loop loop = (self.hub() != null ? self.hub() : BackgroundHub.get()).loop();
        Waiter<Boolean> waiter = new Waiter<>(this);
        IoWatcher watcher = loop.io(this, events);
        admit(waiter, loop);
        try {
            loop.runOrExecute(() -> start(watcher, waiter));
            boolean inTime = limit == null ? waiter.get(self) : waiter.await(self, limit);
            checkOpen();
            return inTime;
        } finally {
            dismiss(waiter);
            loop.runOrExecute(watcher::close);
        }
    }

    /**
     * Writes all bytes, in one piece even if others write, too. Waits.
     *
     * @throws SocketException if the socket is closed, now or while waiting
     * @throws Interrupted if the thread is interrupted
     */
    public final void writeFully(byte[] bytes, int offset, int length) throws IOException {
        writers.take();
        try {
            for (int from = offset, end = offset + length; from < end; ) {
                int n = write(bytes, from, end - from);
                if (n == WOULD_BLOCK) {
                    await(IoWatcher.WRITE, null);
                } else {
                    from += n;
                }
            }
        } finally {
            writers.pass();
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
                waiter.throwTo(new SocketException(refused.getCause().getMessage()));
            }
        }
    }

    private void admit(Waiter<Boolean> waiter, Loop loop) throws SocketException {
        try (SectionLock _ = lock.hold()) {
            checkOpen();
            waiters.add(waiter);
            watchedBy.add(loop);
        }
    }

    private void dismiss(Waiter<Boolean> waiter) {
        try (SectionLock _ = lock.hold()) {
            waiters.remove(waiter);
        }
    }

    /** Throws if it was closed. */
    public final void checkOpen() throws SocketException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
    }

    /** Closes the socket, and ends all waits on it; nothing if it is closed. */
    public final void close() throws IOException {
        List<Waiter<Boolean>> waiting;
        try (SectionLock _ = lock.hold()) {
            if (closed) {
                return;
            }
            closed = true;
            waiting = List.copyOf(waiters);
        }
        waiting.forEach(waiter -> waiter.switchTo(true));
        try {
            closeSocket();
        } finally {
            // Nobody adds to it any more.
            watchedBy.forEach(loop -> loop.runOrExecute(() -> loop.poller().forget(this)));
            watchedBy.clear();
        }
    }
}
