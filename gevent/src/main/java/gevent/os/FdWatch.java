package gevent.os;

import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.Poller;
import gevent.internal.KernelAccess;
import gevent.internal.epoll.Fd;
import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import gevent.io.Pollable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Watches a descriptor that other code owns, for the length of one wait. The descriptor is neither made non-blocking
 * nor closed, and other code may watch it, too. Linux with the epoll loop only. Hub thread only; never waits itself.
 *
 * <pre>{@code
 * try (FdWatch watch = FdWatch.of(fd)) {
 *     IoWatcher readable = hub.loop().io(watch, IoWatcher.READ);
 *     if (!watch.start(readable, () -> waiter.switchTo(null))) { … }     // is always ready
 * }
 * }</pre>
 *
 * <p>A watch uses a duplicate, because epoll knows a descriptor by its number. Closing the original, or opening another
 * descriptor with its number, does not affect the wait.
 */
public final class FdWatch extends Pollable implements AutoCloseable {
    private static final KernelAccess KERNEL = KernelAccess.get();

    private final Fd fd;

    private FdWatch(int number) {
        fd = new Fd(number, false, false);
    }

    /**
     * Makes a watch for a descriptor.
     *
     * @throws IOException if there is no such descriptor, or the system has no more
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static FdWatch of(int number) throws IOException {
        Descriptor.checkSupported();
        int duplicate = Libc.C.fcntl(number, Libc.F_DUPFD_CLOEXEC, 0);
        if (duplicate < 0) {
            throw Libc.failure(Libc.errno());
        }
        return new FdWatch(duplicate);
    }

    /**
     * Whether a descriptor can be read or written now, or would report an error or its end. This only checks: any
     * thread.
     *
     * @param events {@link IoWatcher#READ}, {@link IoWatcher#WRITE} or both
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static boolean isReady(int number, int events) {
        Descriptor.checkSupported();
        try (NativeBuffer buffer = NativeBuffer.take()) {
            // struct pollfd: the number, then the wanted and the actual events, which have the values of epoll.
            int wanted = ((events & IoWatcher.READ) != 0 ? Libc.EPOLLIN : 0)
                    | ((events & IoWatcher.WRITE) != 0 ? Libc.EPOLLOUT : 0);
            buffer.memory.putInt(NativeBuffer.SIZE, number).putShort(NativeBuffer.SIZE + 4, (short) wanted)
                    .putShort(NativeBuffer.SIZE + 6, (short) 0);
            return Libc.C.poll(buffer.corner, 1, 0) > 0;
        }
    }

    /**
     * How long a read of a terminal waits for input before it returns nothing: the terminal's VTIME, if its VMIN is 0.
     * Any thread.
     *
     * @return null if a read of the descriptor waits for ever, as it does unless a program has changed its terminal
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static @Nullable Duration readLimit(int number) {
        Descriptor.checkSupported();
        int tenths = Libc.terminalTenths(number);
        return tenths < 0 ? null : Duration.ofMillis(100L * tenths);
    }

    /**
     * Starts a watcher of this descriptor.
     *
     * @return false if the system refuses because the descriptor is always ready: a file
     */
    public boolean start(IoWatcher watcher, Runnable callback) {
        try {
            watcher.start(callback);
            return true;
        } catch (UncheckedIOException refused) {
            if (Libc.message(Libc.EPERM).equals(Objects.requireNonNull(refused.getCause()).getMessage())) {
                return false;
            }
            throw refused;
        }
    }

    @Override
    public Poller.Source raw() {
        return fd;
    }

    @Override
    protected IOException failure(@Nullable String message) {
        return new IOException(message);
    }

    @Override
    public void checkOpen() throws IOException {
        if (isClosed()) {
            throw new IOException("Stream Closed");
        }
    }

    /** Makes epoll forget the duplicate before it is closed: epoll would go on watching the file behind it. */
    @Override
    protected void giveBack() {
        try {
            KERNEL.poller(Hub.get().loop()).forget(this);
        } finally {
            fd.close();
            Libc.C.close(fd.number());
        }
    }
}
