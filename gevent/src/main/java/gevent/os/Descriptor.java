package gevent.os;

import gevent.hub.Interrupted;
import gevent.hub.IoWatcher;
import gevent.hub.Poller;
import gevent.internal.epoll.EpollTransport;
import gevent.internal.epoll.Fd;
import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import gevent.io.Pollable;
import gevent.io.Transport;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file descriptor whose reads and writes block only the caller: a pipe, a FIFO, a terminal, or something that only
 * becomes readable, such as a pidfd. Linux with the epoll loop only: ask {@link #areSupported}.
 *
 * <pre>{@code
 * Descriptor[] pipe = Descriptor.pipe();
 * spawn(() -> pipe[1].write(bytes, 0, bytes.length));
 * int n = pipe[0].read(buffer, 0, buffer.length);
 * }</pre>
 *
 * <p>Any strand may use a descriptor, on any hub or none; writers take turns. Regular files do not work: they are
 * always ready, and the system refuses to watch them. gevent: {@code gevent.fileobject.FileObjectPosix},
 * {@code gevent.os.nb_read}.
 */
public final class Descriptor extends Pollable {
    private static final String CLOSED = "Stream Closed";

    private final Fd fd;

    private Descriptor(int number, boolean owned) {
        fd = new Fd(number, owned, false);
    }

    /** Whether this JVM supports descriptors, which takes the epoll loop. */
    public static boolean areSupported() {
        return Transport.get() instanceof EpollTransport;
    }

    static void checkSupported() {
        if (!areSupported()) {
            throw new UnsupportedOperationException("Only the epoll loop can watch a file descriptor");
        }
    }

    /**
     * Takes ownership of a descriptor, and makes it non-blocking.
     *
     * @param number of an open descriptor that no other code closes or watches
     * @throws IOException if there is no such descriptor
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static Descriptor of(int number) throws IOException {
        return nonBlocking(number, true);
    }

    /**
     * Uses a descriptor that other code owns, and makes it non-blocking for all its users. Closing this object leaves
     * the descriptor open and non-blocking.
     *
     * @param number of an open descriptor that no other code watches
     * @throws IOException if there is no such descriptor
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static Descriptor borrow(int number) throws IOException {
        return nonBlocking(number, false);
    }

    private static Descriptor nonBlocking(int number, boolean owned) throws IOException {
        checkSupported();
        setNonBlocking(number, true);
        return new Descriptor(number, owned);
    }

    /**
     * Uses a descriptor that other code owns, as it is. If the descriptor is blocking, {@link #readNowait} and
     * {@link #writeNowait} block the thread, so they are for a pool thread. Closing this object leaves the descriptor
     * open.
     *
     * @param number of an open descriptor
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static Descriptor asItIs(int number) {
        checkSupported();
        return new Descriptor(number, false);
    }

    /**
     * Makes a descriptor non-blocking or blocking, for all that share it.
     *
     * @return whether that is a change
     * @throws IOException if there is no such descriptor
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static boolean setNonBlocking(int number, boolean nonBlocking) throws IOException {
        checkSupported();
        int flags = Libc.C.fcntl(number, Libc.F_GETFL, 0);
        if (flags < 0) {
            throw Libc.failure(Libc.errno());
        }
        int wanted = nonBlocking ? flags | Libc.NONBLOCK : flags & ~Libc.NONBLOCK;
        if (wanted != flags && Libc.C.fcntl(number, Libc.F_SETFL, wanted) < 0) {
            throw Libc.failure(Libc.errno());
        }
        return wanted != flags;
    }

    /**
     * Opens a FIFO, a terminal, a device. {@code /proc/self/fd/0} opens standard input without an effect on its other
     * users.
     *
     * @param mode {@link IoWatcher#READ}, {@link IoWatcher#WRITE} or both
     * @throws IOException if the path cannot be opened; for writing to a FIFO, if it has no reader
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static Descriptor open(String path, int mode) throws IOException {
        return opened(path, access(mode) | Libc.CLOEXEC_NONBLOCK | Libc.NOCTTY);
    }

    /**
     * As {@link #open}, but blocks the thread as open(2) does: until the other end of a FIFO is open. For a pool
     * thread.
     *
     * @param mode {@link IoWatcher#READ}, {@link IoWatcher#WRITE} or both
     * @throws IOException if the path cannot be opened
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static Descriptor openAndBlock(String path, int mode) throws IOException {
        Descriptor descriptor = opened(path, access(mode) | Libc.CLOEXEC | Libc.NOCTTY);
        try {
            setNonBlocking(descriptor.number(), true);
            return descriptor;
        } catch (Throwable t) {
            descriptor.close();
            throw t;
        }
    }

    /**
     * Opens a file for a child's output, and makes the file if there is none.
     *
     * @param append whether to append to the file rather than to empty it
     * @throws IOException if the file cannot be opened
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static Descriptor openOutput(String path, boolean append) throws IOException {
        return opened(path, Libc.CREATE | (append ? Libc.APPEND : Libc.TRUNCATE) | Libc.CLOEXEC | Libc.NOCTTY);
    }

    private static int access(int mode) {
        return switch (mode) {
            case IoWatcher.READ -> Libc.RDONLY;
            case IoWatcher.WRITE -> Libc.WRONLY;
            case IoWatcher.READ | IoWatcher.WRITE -> Libc.RDWR;
            default -> throw new IllegalArgumentException("mode: " + mode + " is neither READ, WRITE nor both");
        };
    }

    private static final int READ_AND_WRITE_BY_ALL = 0666;

    private static Descriptor opened(String path, int flags) throws IOException {
        checkSupported();
        if (path.indexOf('\0') >= 0) {
            throw new FileNotFoundException("Invalid file path");
        }
        int number = Libc.open(path, flags, READ_AND_WRITE_BY_ALL);
        if (number < 0) {
            throw new FileNotFoundException(path + " (" + Libc.message(Libc.errno()) + ")");
        }
        return new Descriptor(number, true);
    }

    /**
     * Makes a pipe.
     *
     * @return the end to read from and the end to write to
     * @throws IOException if the system refuses, for example because of too many open files
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static Descriptor[] pipe() throws IOException {
        checkSupported();
        try (NativeBuffer buffer = NativeBuffer.take()) {
            if (Libc.C.pipe2(buffer.corner, Libc.CLOEXEC_NONBLOCK) < 0) {
                throw Libc.failure(Libc.errno());
            }
            return new Descriptor[] {new Descriptor(buffer.cornerInt(0), true),
                new Descriptor(buffer.cornerInt(Integer.BYTES), true)};
        }
    }

    /** The number of the descriptor; it means something else once this object is closed. */
    public int number() {
        return fd.number();
    }

    @Override
    public Poller.Source raw() {
        return fd;
    }

    /**
     * Reads what is available, at least one byte. Waits.
     *
     * @return how many bytes; {@link #END} at the end of the stream; 0 if {@code length} is 0
     * @throws IOException if the descriptor is closed, or the system call fails
     * @throws Interrupted if the thread is interrupted while it waits
     */
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n;
        while ((n = readNowait(bytes, offset, length)) == WOULD_BLOCK) {
            await(IoWatcher.READ, null);
        }
        return n;
    }

    /**
     * Reads what is available.
     *
     * @return how many bytes; {@link #END} at the end of the stream; {@link #WOULD_BLOCK} if nothing is available yet;
     *         0 if {@code length} is 0
     * @throws IOException if the descriptor is closed, or the system call fails
     */
    public int readNowait(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        checkOpen();
        if (length == 0) {
            return 0;
        }
        int n = fd.read(bytes, offset, length);
        return n > 0 ? n : n == 0 ? END : failed(-n);
    }

    /**
     * Writes all bytes, in one piece even if other strands write, too. Waits.
     *
     * @throws IOException if the descriptor is closed, now or while waiting, or the system call fails
     * @throws Interrupted if the thread is interrupted while it waits
     */
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        writeFully(this::writeNowait, bytes, offset, length);
    }

    /**
     * Writes as much as there is room for.
     *
     * @return how many bytes; {@link #WOULD_BLOCK} if there is no room now; 0 if {@code length} is 0
     * @throws IOException if the descriptor is closed, or the system call fails
     */
    public int writeNowait(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        checkOpen();
        if (length == 0) {
            return 0;
        }
        int n = fd.write(bytes, offset, length);
        return n > 0 ? n : failed(-n);
    }

    private int failed(int errno) throws IOException {
        if (errno == Libc.EAGAIN || errno == Libc.EINTR) {
            return WOULD_BLOCK;
        }
        checkOpen();
        throw Libc.failure(errno);
    }

    /** How many bytes can be read now. */
    public int available() throws IOException {
        if (!fd.begin()) {
            throw new IOException(CLOSED);
        }
        try {
            return Libc.available(fd.number());
        } finally {
            fd.end();
        }
    }

    @Override
    protected IOException failure(@Nullable String message) {
        return new IOException(message);
    }

    @Override
    public void checkOpen() throws IOException {
        if (isClosed()) {
            throw new IOException(CLOSED);
        }
    }

    @Override
    protected void giveBack() {
        fd.close();
    }

    @Override
    public String toString() {
        return "<Descriptor " + fd.number() + (isClosed() ? ", closed>" : ">");
    }
}
