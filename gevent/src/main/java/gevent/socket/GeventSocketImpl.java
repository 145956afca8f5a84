package gevent.socket;

import gevent.hub.Interrupted;
import gevent.hub.IoWatcher;
import gevent.hub.Strand;
import gevent.internal.Cleanup;
import gevent.io.Endpoint;
import gevent.io.Transport;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The implementation of a client or server socket on an {@link Endpoint}. Where the JDK's implementation blocks a
 * thread, this class waits on the hub. Exceptions and their messages are the JDK's.
 *
 * <pre>
 *   new --- create ---&gt; unconnected --- connect, accept ---&gt; connected ---+
 *    |                       +--------- bind, listen ------&gt; listening ---+--- close ---&gt; closed
 * </pre>
 */
sealed class GeventSocketImpl extends SocketImpl permits HttpTunnel, SocksBase {
    static final long NEVER = Long.MAX_VALUE;
    /** The address that the JDK sees for a Unix domain socket. */
    static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    private final boolean server;
    private final boolean ofUnix;
    @SuppressWarnings("NullAway.Init")          // meansUnix, which comes before a use of NOWHERE, sets it
    private volatile SocketAddress unix;        // what NOWHERE stands for
    private final SoleReader reader = new SoleReader();
    private @Nullable Cleanup cleanup;          // written before endpoint
    private volatile @Nullable Endpoint endpoint;       // null until created or accepted
    private volatile boolean connected;
    private volatile boolean inputShut;
    private volatile boolean ended;             // whether a read has reached the end
    private volatile int timeout;               // SO_TIMEOUT in milliseconds; 0 for none

    GeventSocketImpl(boolean server) {
        this(server, false);
    }

    GeventSocketImpl(boolean server, boolean ofUnix) {
        this.server = server;
        this.ofUnix = ofUnix;
    }

    // ---- life

    @Override
    protected void create(boolean stream) throws IOException {
        if (!stream) {
            throw new IOException("Datagram socket creation not supported");
        }
        if (endpoint != null) {
            throw new IOException("Already created");
        }
        Transport transport = Transport.here();
        if (ofUnix) {
            adopt(server ? transport.newUnixListener() : transport.newUnixStream());
        } else {
            adopt(server ? transport.newListener() : transport.newStream());
        }
    }

    private void adopt(Endpoint made) {
        fd = new FileDescriptor();
        if (!made.isInternal()) {
            // Like a JDK socket, a socket that is dropped without a close releases its system resources.
            cleanup = Cleanup.of(this, () -> closeQuietly(made));
        }
        endpoint = made;
    }

    private static void closeQuietly(Endpoint endpoint) {
        try {
            endpoint.close();
        } catch (IOException e) {
            // The endpoint was dropped: there is no caller to report this to.
        }
    }

    @Override
    protected void close() throws IOException {
        if (endpoint != null) {
            endpoint.close();
            if (cleanup != null) {
                cleanup.run();
            }
        }
    }

    /** The local port; 0 if the socket is not bound. */
    private int localPort(Endpoint open) throws IOException {
        InetSocketAddress local = ofUnix ? NOWHERE : (InetSocketAddress) open.localAddress();
        return local == null ? 0 : local.getPort();
    }

    /** Sets the address that {@link #NOWHERE} stands for. */
    void meansUnix(SocketAddress address) {
        if (!(address instanceof UnixDomainSocketAddress)) {
            throw new IllegalArgumentException("Unsupported address type: " + address);
        }
        unix = address;
    }

    private SocketAddress meant(InetSocketAddress address) {
        return ofUnix ? unix : address;
    }

    /** Null until created or accepted. */
    @Nullable Endpoint endpoint() {
        return endpoint;
    }

    private Endpoint open() throws SocketException {
        Endpoint open = endpoint;
        if (open == null) {
            throw new SocketException("Socket not created");
        }
        open.checkOpen();
        return open;
    }

    private Endpoint openAndConnected() throws SocketException {
        Endpoint open = open();
        if (!connected) {
            throw new SocketException("Not connected");
        }
        return open;
    }

    // ---- connecting

    @Override
    protected void connect(String host, int port) throws IOException {
        connect(new InetSocketAddress(Dns.gethostbyname(host), port), 0);
    }

    @Override
    protected void connect(InetAddress to, int port) throws IOException {
        connect(new InetSocketAddress(to, port), 0);
    }

    @Override
    protected void connect(SocketAddress remote, int millis) throws IOException {
        if (!(remote instanceof InetSocketAddress wanted)) {
            throw new IOException("Unsupported address type");
        }
        InetSocketAddress to = wanted;
        if (to.isUnresolved()) {
            throw HostInfo.unknown(to.getHostName(), "");
        }
        if (connected) {
            throw new SocketException("Already connected");
        }
        if (to.getAddress().isAnyLocalAddress()) {
            to = new InetSocketAddress(Dns.localHost(), to.getPort());
        }
        Endpoint open = open();
        try {
            long deadline = deadline(millis);
            boolean done = open.connect(meant(to));
            while (!done) {
                await(open, IoWatcher.WRITE, deadline, "Connect timed out");
                done = open.finishConnect();
            }
            open.checkOpen();
        } catch (Throwable t) {
            // A kill or a Timeout closes the socket, too: a half-connected socket is useless.
            closeAfter(t);
            if (t instanceof InterruptedIOException && !(t instanceof SocketTimeoutException)) {
                throw new SocketException("Closed by interrupt");
            }
            // Not what closeIfThrownIn() throws, which must stay recognisable.
            if (t instanceof IOException e && e.getCause() == null) {
                throw HostInfo.ofConnect(e, meant(wanted));
            }
            throw t;
        }
        address = to.getAddress();
        port = to.getPort();
        localport = localPort(open);
        connected = true;
    }

    final void closeAfter(Throwable t) {
        try {
            close();
        } catch (IOException e) {
            t.addSuppressed(e);
        }
    }

    // ---- serving

    @Override
    protected void bind(InetAddress host, int toPort) throws IOException {
        if (localport != 0) {
            throw new SocketException("Already bound");
        }
        Endpoint open = open();
        open.bind(meant(new InetSocketAddress(host, toPort)));
        address = host;
        // The endpoint of a listener may bind only when it listens; until then, it can be bound again.
        localport = localPort(open);
    }

    @Override
    protected void listen(int backlog) throws IOException {
        Endpoint open = open();
        open.listen(backlog < 1 ? 50 : backlog);
        localport = localPort(open);
    }

    @Override
    protected void accept(SocketImpl impl) throws IOException {
        if (!(impl instanceof GeventSocketImpl to) || to.endpoint != null) {
            throw new SocketException("Not a newly created SocketImpl");
        }
        Endpoint open = open();
        if (localport == 0) {
            throw new SocketException("Not bound");
        }
        long deadline = deadline(timeout);
        Endpoint accepted;
        while ((accepted = open.accept()) == null) {
            await(open, IoWatcher.READ, deadline, "Accept timed out");
        }
        try {
            to.accepted(accepted);
        } catch (Throwable t) {
            closeQuietly(accepted);
            throw t;
        }
    }

    private void accepted(Endpoint by) throws IOException {
        InetSocketAddress remote = ofUnix ? NOWHERE : (InetSocketAddress) Objects.requireNonNull(by.remoteAddress());
        adopt(by);
        address = remote.getAddress();
        port = remote.getPort();
        localport = localPort(by);
        connected = true;
    }

    // ---- reading and writing

    @Override
    protected InputStream getInputStream() {
        return SocketStreams.in(this);
    }

    final int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        if (ended) {
            return Endpoint.END;                // even if the socket is closed
        }
        Endpoint open = openAndConnected();
        long deadline = deadline(timeout);
        while (!inputShut) {
            int n = open.read(bytes, offset, length);
            if (n != Endpoint.WOULD_BLOCK) {
                ended = n == Endpoint.END;
                return n;
            }
            awaitReadable(open, deadline);
        }
        ended = true;
        return Endpoint.END;
    }

    private void awaitReadable(Endpoint open, long deadline) throws IOException {
        Strand self = Strand.currentWithoutNewHub();
        reader.enter(self);
        try {
            await(open, IoWatcher.READ, deadline, "Read timed out");
        } finally {
            reader.leave(self);
        }
    }

    @Override
    protected OutputStream getOutputStream() {
        return SocketStreams.out(this);
    }

    final void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length > 0) {
            Endpoint open = openAndConnected();
            try {
                open.writeFully(bytes, offset, length);
            } catch (Interrupted interrupt) {
                throw told(interrupt);
            } catch (Throwable t) {
                closeIfThrownIn(t);
                throw t;
            }
        }
    }

    @Override
    protected int available() throws IOException {
        Endpoint open = openAndConnected();
        return inputShut ? 0 : open.available();
    }

    @Override
    protected void shutdownInput() throws IOException {
        openAndConnected().shutdownInput();
        inputShut = true;
    }

    @Override
    protected void shutdownOutput() throws IOException {
        openAndConnected().shutdownOutput();
    }

    @Override
    protected boolean supportsUrgentData() {
        return true;
    }

    @Override
    protected void sendUrgentData(int data) throws IOException {
        openAndConnected().sendUrgent(data);
    }

    // ---- waiting

    static long now() {
        return Strand.currentWithoutNewHub().now();
    }

    /** When a limit of {@code millis} ends, which 0 never does, as a time of the current strand. */
    static long deadline(int millis) {
        return millis == 0 ? NEVER : now() + Duration.ofMillis(millis).toNanos();
    }

    /**
     * The limit that ends at a {@link #deadline}, from 1, or 0 for none.
     *
     * @throws SocketTimeoutException if the deadline has passed
     */
    static int millisUntil(long deadline) throws SocketTimeoutException {
        if (deadline == NEVER) {
            return 0;
        }
        long left = deadline - now();
        if (left <= 0) {
            throw new SocketTimeoutException("Read timed out");
        }
        return (int) Duration.ofNanos(left).plusNanos(999_999).toMillis();
    }

    private void await(Endpoint open, int events, long deadline, String expired) throws IOException {
        Duration left = deadline == NEVER ? null : Duration.ofNanos(Math.max(0, deadline - now()));
        try {
            if (!open.await(events, left)) {
                throw new SocketTimeoutException(expired);
            }
        } catch (Interrupted interrupt) {
            throw told(interrupt);
        } catch (Throwable t) {
            closeIfThrownIn(t);
            throw t;
        }
    }

    /** In the mode of {@link ClosingSockets}, closes the socket, and keeps what was thrown in for the next wait. */
    private void closeIfThrownIn(Throwable end) throws IOException {
        Strand self = Strand.currentWithoutNewHub();
        if (end == self.lastThrownIn() && ClosingSockets.areOn()) {
            close();
            self.throwAgain(end);
            throw (SocketException) new SocketException("Closed by interrupt").initCause(end);
        }
    }

    /** The exception on which {@link java.net.Socket} closes itself, because a virtual thread was interrupted. */
    private static InterruptedIOException told(Interrupted interrupt) {
        if (!Thread.currentThread().isVirtual()) {
            throw interrupt;        // a main's KeyboardInterrupt
        }
        Thread.currentThread().interrupt();
        return new InterruptedIOException();
    }

    // ---- options

    @Override
    protected Set<SocketOption<?>> supportedOptions() {
        return endpoint != null ? NumberedOption.named(endpoint) : Set.of();
    }

    @Override
    protected <T> void setOption(SocketOption<T> option, T value) throws IOException {
        Endpoint open = open();
        NumberedOption.checkNamed(open, option);
        open.setOption(option, value);
    }

    @Override
    protected <T> T getOption(SocketOption<T> option) throws IOException {
        Endpoint open = open();
        NumberedOption.checkNamed(open, option);
        return open.getOption(option);
    }

    @Override
    public void setOption(int id, Object value) throws SocketException {
        Endpoint open = open();
        if (id == SO_TIMEOUT) {
            timeout = NumberedOption.timeout(value);
        } else {
            NumberedOption.set(open, id, value);
        }
    }

    @Override
    public Object getOption(int id) throws SocketException {
        Endpoint open = open();
        return id == SO_TIMEOUT ? (Integer) timeout : NumberedOption.get(open, id);
    }
}
