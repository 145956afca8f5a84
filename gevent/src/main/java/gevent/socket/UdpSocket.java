package gevent.socket;

import gevent.hub.Interrupted;
import gevent.hub.IoWatcher;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.internal.Cleanup;
import gevent.io.DatagramEndpoint;
import gevent.io.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Implements all methods of {@link java.net.DatagramSocket} on a {@link DatagramEndpoint}. Where the JDK's socket
 * blocks a thread, this class waits on the hub. It extends {@link java.net.MulticastSocket} because the JDK's
 * {@code DatagramSocketAdaptor}, which this class follows, does. Exceptions and their messages are the JDK's. Any
 * thread.
 */
@SuppressWarnings("removal")                       // as in the JDK's class
class UdpSocket extends UdpOptions {
    private final DatagramEndpoint endpoint;
    private final @Nullable Cleanup cleanup;                // null if the garbage collector is not to close it
    private final PinnedLock lock = new PinnedLock();
    private volatile @Nullable InetSocketAddress local;     // null until it is bound; written under lock
    private volatile @Nullable InetSocketAddress remote;    // null unless it is connected; written under lock
    private volatile int timeout;                           // SO_TIMEOUT in milliseconds; 0 for none

    /**
     * Creates a socket that may send broadcasts.
     *
     * @param shared whether other sockets may share its address
     * @param at the address to bind to; null to leave it unbound
     */
    UdpSocket(boolean shared, @Nullable SocketAddress at) throws IOException {
        DatagramEndpoint made = Transport.here().newDatagrams();
        super(made);
        endpoint = made;
        // Like a JDK socket, a socket that is dropped without a close releases its system resources.
        cleanup = made.isInternal() ? null : Cleanup.of(this, () -> closeQuietly(made));
        try {
            if (shared) {
                made.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            if (at != null) {
                bindTo(at);
            }
            made.setOption(StandardSocketOptions.SO_BROADCAST, true);
        } catch (Throwable t) {
            release();
            throw t;
        }
    }

    private void release() {
        if (cleanup != null) {
            cleanup.run();
        } else {
            closeQuietly(endpoint);
        }
    }

    private static void closeQuietly(DatagramEndpoint endpoint) {
        try {
            endpoint.close();
        } catch (IOException e) {
            // The descriptor is released, whatever the system reports.
        }
    }

    // ---- local and remote address

    private static InetSocketAddress checked(SocketAddress address) throws SocketException {
        if (!(address instanceof InetSocketAddress inet)) {
            throw new IllegalArgumentException("Unsupported address type");
        }
        if (inet.isUnresolved()) {
            throw new SocketException("Unresolved address");
        }
        return inet;
    }

    @Override
    public void bind(@Nullable SocketAddress address) throws SocketException {
        bindTo(address);
    }

    private void bindTo(@Nullable SocketAddress address) throws SocketException {
        InetSocketAddress at = address == null ? new InetSocketAddress(0) : checked(address);
        checkOpen();
        try (PinnedLock _ = lock.hold()) {
            if (local != null) {
                throw new SocketException("Already bound");
            }
            bindNow(at);
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    /** Called under the lock. */
    private void bindNow(InetSocketAddress at) throws IOException {
        endpoint.bind(at);
        local = (InetSocketAddress) endpoint.localAddress();
    }

    private void bindIfItIsNot() throws IOException {
        if (local == null) {
            try (PinnedLock _ = lock.hold()) {
                if (local == null) {
                    bindNow(new InetSocketAddress(0));
                }
            }
        }
    }

    @Override
    public void connect(InetAddress address, int port) {
        if (address == null) {
            throw new IllegalArgumentException("Address can't be null");
        }
        try {
            connect(new InetSocketAddress(address, port));
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void connect(SocketAddress address) throws SocketException {
        if (address == null) {
            throw new IllegalArgumentException("Address can't be null");
        }
        InetSocketAddress to = checked(address);
        if (endpoint.isClosed()) {
            return;
        }
        if (to.getPort() == 0) {
            throw new SocketException("Can't connect to port 0");
        }
        try {
            bindIfItIsNot();
            try (PinnedLock _ = lock.hold()) {
                endpoint.connect(to);
                remote = to;
                local = (InetSocketAddress) endpoint.localAddress();
            }
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    @Override
    public void disconnect() {
        try (PinnedLock _ = lock.hold()) {
            if (remote != null && !endpoint.isClosed()) {
                endpoint.disconnect();
                remote = null;
                local = (InetSocketAddress) endpoint.localAddress();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isBound() {
        return local != null;
    }

    @Override
    public boolean isConnected() {
        return remote != null;
    }

    @Override
    public @Nullable InetAddress getInetAddress() {
        InetSocketAddress to = remote;
        return to == null ? null : to.getAddress();
    }

    @Override
    public int getPort() {
        InetSocketAddress to = remote;
        return to == null ? -1 : to.getPort();
    }

    @Override
    public @Nullable SocketAddress getRemoteSocketAddress() {
        return remote;
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return isClosed() ? null : local;
    }

    @Override
    public @Nullable InetAddress getLocalAddress() {
        InetSocketAddress at = local;
        return isClosed() ? null : (at != null ? at : new InetSocketAddress(0)).getAddress();
    }

    @Override
    public int getLocalPort() {
        InetSocketAddress at = local;
        return isClosed() ? -1 : at == null ? 0 : at.getPort();
    }

    @Override
    public void close() {
        release();
    }

    @Override
    public boolean isClosed() {
        return endpoint.isClosed();
    }

    /** Returns null, because this socket has no channel. */
    @Override
    public @Nullable DatagramChannel getChannel() {
        return null;
    }

    // ---- packets

    @Override
    public void send(DatagramPacket packet) throws IOException {
        endpoint.checkOpen();
        InetSocketAddress connected = remote;
        InetSocketAddress to = receiverOf(packet, connected);
        bindIfItIsNot();
        byte[] bytes = packet.getData();
        while (endpoint.send(bytes, packet.getOffset(), packet.getLength(), connected != null ? null : to)
                == DatagramEndpoint.WOULD_BLOCK) {
            await(IoWatcher.WRITE, null);
        }
    }

    private static InetSocketAddress receiverOf(DatagramPacket packet, @Nullable InetSocketAddress connected)
            throws SocketException {
        if (packet.getAddress() == null) {
            if (connected == null) {
                throw new IllegalArgumentException("Address not set");
            }
            packet.setSocketAddress(connected);
            return connected;
        }
        InetSocketAddress to = (InetSocketAddress) packet.getSocketAddress();
        if (connected != null && !to.equals(connected)) {
            throw new IllegalArgumentException("Connected and packet address differ");
        }
        if (to.getPort() == 0) {
            throw new SocketException("Can't send to port 0");
        }
        return to;
    }

    /** Sends a packet that travels {@code hops} hops. JDK 26 no longer has this method to override. */
    public void send(DatagramPacket packet, byte hops) throws IOException {
        byte before = getTTL();
        setTTL(hops);
        try {
            send(packet);
        } finally {
            setTTL(before);
        }
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        endpoint.checkOpen();
        bindIfItIsNot();
        int millis = timeout;
        Strand self = Strand.currentWithoutNewHub();
        long deadline = millis == 0 ? 0 : self.now() + Duration.ofMillis(millis).toNanos();
        while (!endpoint.receive(packet)) {
            if (!await(IoWatcher.READ, millis == 0 ? null : Duration.ofNanos(Math.max(0, deadline - self.now())))) {
                throw new SocketTimeoutException("Receive timed out");
            }
        }
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        checkOpen();
        if (millis < 0) {
            throw new IllegalArgumentException("timeout < 0");
        }
        timeout = millis;
    }

    @Override
    public int getSoTimeout() throws SocketException {
        checkOpen();
        return timeout;
    }

    private boolean await(int events, @Nullable Duration limit) throws IOException {
        try {
            return endpoint.await(events, limit);
        } catch (Interrupted interrupt) {
            if (!Thread.currentThread().isVirtual()) {
                throw interrupt;        // a main's KeyboardInterrupt
            }
            Thread.currentThread().interrupt();
            close();
            throw new SocketException("Closed by interrupt");
        }
    }
}
