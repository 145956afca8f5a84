package gevent.socket;

import gevent.hub.IoWatcher;
import gevent.hub.Loop;
import gevent.hub.Waiter;
import gevent.io.BacklogFullException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Functions that create sockets, and other functions of Python's {@code gevent.socket}.
 *
 * <pre>{@code
 * try (Socket socket = Sockets.createConnection("example.com", 80, Duration.ofSeconds(5))) { … }
 * }</pre>
 */
public final class Sockets {
    /** The first pause before a retry, used where the system does not signal when to retry. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(30);

    private Sockets() {
    }

    /** Connects to a host; see {@link #createConnection(String, int, Duration, SocketAddress)}. */
    public static Socket createConnection(String host, int port) throws IOException {
        return createConnection(host, port, null, null);
    }

    /** As {@link #createConnection(String, int, Duration)}, with the limit in seconds. */
    public static Socket createConnection(String host, int port, double seconds) throws IOException {
        return createConnection(host, port, Loop.duration(seconds));
    }

    /**
     * Connects to a host; see {@link #createConnection(String, int, Duration, SocketAddress)}.
     *
     * @param timeout for each address; null for none
     */
    public static Socket createConnection(String host, int port, @Nullable Duration timeout) throws IOException {
        return createConnection(host, port, timeout, null);
    }

    /**
     * Connects to a host, at the first of its addresses that can be connected to. Waits. gevent:
     * {@code create_connection}.
     *
     * @param host a name or an address
     * @param port from 0 to 65535
     * @param timeout for each address; null for none. It is not the socket's {@code SO_TIMEOUT} afterwards.
     * @param source the local address to connect from; null for any
     * @throws java.net.UnknownHostException if there is no such host
     * @throws IOException if no connection can be made: the last address's failure, with the others suppressed
     */
    public static Socket createConnection(
            String host, int port, @Nullable Duration timeout, @Nullable SocketAddress source) throws IOException {
        Loop.checkLimit(timeout, "timeout");
        return createConnection(Dns.getaddrinfo(host, port), timeout, source);
    }

    /** As {@link #createConnection(String, int, Duration, SocketAddress)}, with the limit in seconds. */
    public static Socket createConnection(String host, int port, double seconds, @Nullable SocketAddress source)
            throws IOException {
        return createConnection(host, port, Loop.duration(seconds), source);
    }

    static Socket createConnection(
            List<InetSocketAddress> to, @Nullable Duration timeout, @Nullable SocketAddress source) throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (InetSocketAddress address : to) {
            try {
                return connected(address, timeout, source);
            } catch (IOException e) {
                failures.add(e);
            }
        }
        IOException last = failures.removeLast();
        failures.forEach(last::addSuppressed);
        throw last;
    }

    private static Socket connected(
            InetSocketAddress to, @Nullable Duration timeout, @Nullable SocketAddress source) throws IOException {
        Socket socket = new Socket();
        try {
            if (source != null) {
                socket.bind(source);
            }
            socket.connect(to, millis(timeout));
            return socket;
        } catch (Throwable t) {
            socket.close();
            throw t;
        }
    }

    /** Connects to a socket of this machine that listens at a path. Waits, also for room in its backlog. */
    public static Socket createConnection(UnixDomainSocketAddress to) throws IOException {
        Objects.requireNonNull(to, "to");
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return connected(to);
            } catch (BacklogFullException full) {
                new Waiter<>("room at " + to).awaitWithoutNewHub(pause);
                pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : pause;
            }
        }
    }

    private static Socket connected(UnixDomainSocketAddress to) throws IOException {
        Socket socket = new UnixSocket();
        try {
            socket.connect(to);
            return socket;
        } catch (Throwable t) {
            socket.close();
            throw t;
        }
    }

    /**
     * Creates a socket that listens at a path of this machine. The path stays when the socket is closed.
     *
     * @param backlog maximum pending connections
     * @throws java.net.BindException if the path exists
     */
    public static ServerSocket listen(UnixDomainSocketAddress at, int backlog) throws IOException {
        Objects.requireNonNull(at, "at");
        ServerSocket socket = new UnixServerSocket();
        try {
            socket.bind(at, backlog);
            return socket;
        } catch (Throwable t) {
            socket.close();
            throw t;
        }
    }

    /** The timeout in the JDK's form, where 0 means none. */
    private static int millis(@Nullable Duration timeout) {
        return timeout == null ? 0 : Math.clamp(Loop.nanos(timeout, "timeout") / 1_000_000, 1, Integer.MAX_VALUE);
    }

    // ---- descriptors

    /** Waits until a descriptor can be read; see {@link #waitReadwrite}. gevent: {@code wait_read}. */
    public static void waitRead(int fd, @Nullable Duration timeout) throws IOException {
        FdWaits.await(fd, IoWatcher.READ, checked(timeout));
    }

    /** Waits until a descriptor can be written; see {@link #waitReadwrite}. gevent: {@code wait_write}. */
    public static void waitWrite(int fd, @Nullable Duration timeout) throws IOException {
        FdWaits.await(fd, IoWatcher.WRITE, checked(timeout));
    }

    /**
     * Waits until a foreign file descriptor, for example a native library's, can be read or written. The descriptor
     * stays blocking or non-blocking, as it was. A file is always ready. Linux with the epoll loop only. gevent:
     * {@code wait_readwrite}.
     *
     * @param timeout from now; null for none
     * @throws java.net.SocketTimeoutException if the time is up first
     * @throws IOException if the descriptor is not open, or {@link #cancelWait} ends the wait
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static void waitReadwrite(int fd, @Nullable Duration timeout) throws IOException {
        FdWaits.await(fd, IoWatcher.READ | IoWatcher.WRITE, checked(timeout));
    }

    /** As {@link #waitRead(int, Duration)}, with the limit in seconds. */
    public static void waitRead(int fd, double seconds) throws IOException {
        waitRead(fd, Loop.duration(seconds));
    }

    /** As {@link #waitWrite(int, Duration)}, with the limit in seconds. */
    public static void waitWrite(int fd, double seconds) throws IOException {
        waitWrite(fd, Loop.duration(seconds));
    }

    /** As {@link #waitReadwrite(int, Duration)}, with the limit in seconds. */
    public static void waitReadwrite(int fd, double seconds) throws IOException {
        waitReadwrite(fd, Loop.duration(seconds));
    }

    private static @Nullable Duration checked(@Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        return timeout;
    }

    /**
     * Ends all waits of {@link #waitRead}, {@link #waitWrite} and {@link #waitReadwrite} for a descriptor. Call it
     * before you close the descriptor. Any thread. gevent: {@code cancel_wait}.
     */
    public static void cancelWait(int fd) {
        FdWaits.cancel(fd, new IOException("File descriptor was closed in another greenlet"));
    }
}
