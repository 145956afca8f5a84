package gevent.server;

import gevent.Action2;
import gevent.hub.IoWatcher;
import gevent.io.DatagramEndpoint;
import gevent.io.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Receives UDP packets, and handles each in a greenlet.
 *
 * <pre>{@code
 * DatagramServer[] echo = new DatagramServer[1];
 * echo[0] = new DatagramServer(8080, (data, from) -> echo[0].sendto(data, from));
 * echo[0].serveForever();
 * }</pre>
 *
 * <p>See {@link BaseServer} for threads, options and shutdown. gevent: {@code gevent.server.DatagramServer}.
 */
public final class DatagramServer extends BaseServer<DatagramServer> {
    private static final int LONGEST = 65_535;

    private final InetSocketAddress wanted;
    private final Action2<? super byte[], ? super SocketAddress> handler;
    private final byte[] buffer = new byte[LONGEST];        // acceptor only
    private volatile @Nullable DatagramEndpoint endpoint;   // null until it is opened
    private boolean reusePort;                              // written before the start

    /**
     * Creates a server for a port on all addresses.
     *
     * @param port 0 for any free port
     */
    public DatagramServer(int port, Action2<? super byte[], ? super SocketAddress> handler) {
        this(new InetSocketAddress(port), handler);
    }

    /**
     * Creates a server for an address.
     *
     * @param address port 0 for any free port
     * @param handler receives the data and its sender
     */
    public DatagramServer(InetSocketAddress address, Action2<? super byte[], ? super SocketAddress> handler) {
        this.wanted = Objects.requireNonNull(address, "address");
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /** Lets other sockets receive at the same address; the system distributes the packets. {@code SO_REUSEPORT}. */
    public DatagramServer reusePort(boolean on) {
        checkNotStarted();
        reusePort = on;
        return this;
    }

    /**
     * Sends a packet from the server's address. Several greenlets may send at the same time. Waits while the system has
     * no room.
     *
     * @param to an IP address
     * @throws SocketException if the server is not started, or is closed, now or while waiting
     */
    public void sendto(byte[] data, SocketAddress to) throws IOException {
        Objects.requireNonNull(to, "to");
        DatagramEndpoint open = endpoint;
        if (open == null) {
            throw new SocketException(this + " was not started");
        }
        open.checkOpen();
        while (open.send(data, 0, data.length, to) == DatagramEndpoint.WOULD_BLOCK) {
            open.await(IoWatcher.WRITE, null);
        }
    }

    @Override
    DatagramServer self() {
        return this;
    }

    @Override
    void open() throws IOException {
        DatagramEndpoint made = Transport.here().newDatagrams();
        endpoint = made;
        if (reusePort) {
            made.setOption(StandardSocketOptions.SO_REUSEPORT, true);
        }
        made.bind(wanted);
    }

    @Override
    boolean canReopen() {
        return true;
    }

    @Override
    Incoming next() throws IOException {
        DatagramEndpoint open = Objects.requireNonNull(endpoint);
        DatagramEndpoint.Received received;
        while ((received = open.receive(buffer, 0, buffer.length)) == null) {
            open.await(IoWatcher.READ, null);
        }
        return new Packet(Arrays.copyOf(buffer, received.length()), received.sender());
    }

    /** A received packet. */
    private final class Packet implements Incoming {
        private final byte[] data;
        private final SocketAddress from;

        Packet(byte[] data, SocketAddress from) {
            this.data = data;
            this.from = from;
        }

        @Override
        public void handle() throws Exception {
            handler.run(data, from);
        }

        @Override
        public void drop() {
        }
    }

    @Override
    void closeSocket() throws IOException {
        if (endpoint != null) {
            endpoint.close();
        }
    }

    @Override
    @Nullable SocketAddress boundTo() {
        try {
            return endpoint == null ? null : endpoint.localAddress();
        } catch (IOException closed) {
            return wanted;
        }
    }
}
