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
import org.jspecify.annotations.Nullable;

/**
 * A {@link java.net.Socket} that lets other greenlets run while it waits. On a thread without a hub, it simply blocks.
 *
 * <pre>{@code
 * try (Socket socket = new Socket("localhost", 8080)) { … }
 * }</pre>
 *
 * <p>One greenlet may read while another writes, and writers take turns. If two greenlets of a hub wait in a read at
 * the same time, the second gets a {@link gevent.hub.ConcurrentObjectUseError}, as in gevent, because either could
 * receive the bytes. Other threads, including virtual threads, may read as with the JDK's sockets.
 */
public class Socket extends java.net.Socket {
    private volatile @Nullable RecordStream records;      // null unless there is TLS on top

    /** Creates an unconnected socket. */
    public Socket() throws SocketException {
        super(SocketImpls.selected());
    }

    /**
     * Creates an unconnected socket that connects through a proxy, and looks for no other proxy.
     *
     * @param proxy {@link Proxy#NO_PROXY} for none
     * @throws IllegalArgumentException if the type of the proxy is invalid
     */
    public Socket(Proxy proxy) throws SocketException {
        super(SocketImpls.by(proxy));
    }

    Socket(GeventSocketImpl impl) throws SocketException {
        super(impl);
    }

    /** Creates a connected socket. */
    public Socket(@Nullable String host, int port) throws UnknownHostException, IOException {
        this(addressOf(host, port), null);
    }

    /** Creates a connected socket. */
    public Socket(InetAddress address, int port) throws IOException {
        this(addressOf(address, port), null);
    }

    /** Creates a socket that is connected from a local address; null for any. */
    public Socket(@Nullable String host, int port, @Nullable InetAddress localAddress, int localPort)
            throws IOException {
        this(addressOf(host, port), new InetSocketAddress(localAddress, localPort));
    }

    /** Creates a socket that is connected from a local address; null for any. */
    public Socket(InetAddress address, int port, @Nullable InetAddress localAddress, int localPort) throws IOException {
        this(addressOf(address, port), new InetSocketAddress(localAddress, localPort));
    }

    @SuppressWarnings("this-escape")      // as in the JDK's class
    private Socket(SocketAddress remote, @Nullable SocketAddress local) throws IOException {
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
     * Makes {@link #getInputStream} deliver whole TLS records, so that TLS on top of this socket survives anything that
     * ends a wait. Call this before you start TLS and before you get the stream; nothing else may be read afterwards.
     * See {@link gevent.ssl.Ssl}.
     */
    public final void readWholeRecords() throws IOException {
        records = new RecordStream(super.getInputStream());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        RecordStream stream = records;
        // Called for the exception that it throws if the socket cannot be read.
        InputStream plain = super.getInputStream();
        return stream != null ? stream : plain;
    }

    private static InetSocketAddress addressOf(@Nullable String host, int port) throws UnknownHostException {
        try {
            return new InetSocketAddress(
                    host != null ? Dns.gethostbyname(host) : InetAddress.getLoopbackAddress(), port);
        } catch (UnknownHostException e) {
            if (SocketImpls.isProxyPossible()) {
                // A proxy may know the host.
                return InetSocketAddress.createUnresolved(host, port);
            }
            // The JDK's message is the host name and nothing else.
            UnknownHostException plain = HostInfo.unknown(String.valueOf(host), "");
            plain.initCause(e);
            throw plain;
        }
    }

    private static InetSocketAddress addressOf(InetAddress address, int port) {
        return new InetSocketAddress(Objects.requireNonNull(address), port);
    }
}
