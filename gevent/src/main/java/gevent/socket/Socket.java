package gevent.socket;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Objects;

/**
 * A {@link java.net.Socket} that waits by letting other greenlets run. On a thread that has no hub it just blocks.
 *
 * <pre>{@code
 * try (Socket socket = new Socket("localhost", 8080)) { … }
 * }</pre>
 *
 * <p>One greenlet may read while another writes, and writers take turns. Of two greenlets of a hub that wait in a read
 * at the same time the second is thrown a {@link gevent.hub.ConcurrentObjectUseError}, as in gevent: bytes would go to
 * either. Threads, virtual ones included, may do as with the JDK's.
 */
public class Socket extends java.net.Socket {
    private volatile RecordStream records;      // null unless there is TLS on top

    /** An unconnected one. */
    public Socket() throws SocketException {
        super(SocketImpls.selected());
    }

    /**
     * An unconnected one that connects through a proxy, and asks nobody for another.
     *
     * @param proxy {@link Proxy#NO_PROXY} for none
     * @throws IllegalArgumentException if it is of a kind that nobody knows
     */
    public Socket(Proxy proxy) throws SocketException {
        super(SocketImpls.by(proxy));
    }

    Socket(GeventSocketImpl impl) throws SocketException {
        super(impl);
    }

    /** One that is connected. */
    public Socket(String host, int port) throws UnknownHostException, IOException {
        this(addressOf(host, port), null);
    }

    /** One that is connected. */
    public Socket(InetAddress address, int port) throws IOException {
        this(addressOf(address, port), null);
    }

    /** One that is connected, from a local address; null for any. */
    public Socket(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        this(addressOf(host, port), new InetSocketAddress(localAddress, localPort));
    }

    /** One that is connected, from a local address; null for any. */
    public Socket(InetAddress address, int port, InetAddress localAddress, int localPort) throws IOException {
        this(addressOf(address, port), new InetSocketAddress(localAddress, localPort));
    }

    @SuppressWarnings("this-escape")      // as in the class that it stands for
    private Socket(SocketAddress remote, SocketAddress local) throws IOException {
        this();
        try {
            if (local != null) {
                bind(local);
            }
            connect(remote);
        } catch (Throwable t) {
            close();
            throw t;
        }
    }

    /**
     * Has the stream to read from give what comes in one TLS record after the other, so that TLS on top of this socket
     * survives whatever ends a wait of it. For who begins TLS: before the stream is asked for, and nothing else may be
     * read afterwards. See {@link gevent.ssl.Ssl}.
     */
    public final void readWholeRecords() throws IOException {
        records = new RecordStream(super.getInputStream());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        RecordStream stream = records;
        // For what it throws when it cannot be read.
        InputStream plain = super.getInputStream();
        return stream != null ? stream : plain;
    }

    private static InetSocketAddress addressOf(String host, int port) throws UnknownHostException {
        try {
            return new InetSocketAddress(
                    host != null ? Dns.gethostbyname(host) : InetAddress.getLoopbackAddress(), port);
        } catch (UnknownHostException e) {
            if (SocketImpls.isProxyPossible()) {
                // A proxy may know it.
                return InetSocketAddress.createUnresolved(host, port);
            }
            // The JDK's says the name, and nothing else.
            UnknownHostException plain = new UnknownHostException(host);
            plain.initCause(e);
            throw plain;
        }
    }

    private static InetSocketAddress addressOf(InetAddress address, int port) {
        return new InetSocketAddress(Objects.requireNonNull(address), port);
    }
}
