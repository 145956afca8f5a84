package gevent.ssl;

import gevent.socket.Sockets;
import java.io.IOException;
import java.net.Socket;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS over sockets that wait by letting others run: the JDK's, which waits as the socket below it does.
 *
 * <pre>{@code
 * try (SSLSocket socket = Ssl.client(SSLContext.getDefault(), "example.com", 443)) { … }
 * }</pre>
 *
 * <p>What is returned has made its handshake; a {@link gevent.Timeout} around the call limits that, too. What else TLS
 * can do is said by the parameters: protocols of the application (ALPN), certificates of clients, names of hosts
 * (SNI). A kill, a {@code Timeout} or a {@code SO_TIMEOUT} that ends a read leaves the connection usable, even in the
 * midst of a record; one that ends a write does not, as nobody knows how much was sent. Over a socket that is not a
 * {@link gevent.socket.Socket}, such as unmodified code has, a kill or a {@code Timeout} in the midst of a record ends
 * the connection. A greenlet may read while another writes. gevent: {@code gevent.ssl}.
 */
public final class Ssl {
    private Ssl() {
    }

    /** A connection to a host, which must prove that it is that; see {@link #client(SSLContext, Socket, String)}. */
    public static SSLSocket client(SSLContext context, String host, int port) throws IOException {
        Objects.requireNonNull(context, "context");
        return client(context, Sockets.createConnection(host, port), host);
    }

    /** The client's end of TLS; see {@link #client(SSLContext, Socket, String, Consumer)}. */
    public static SSLSocket client(SSLContext context, Socket connected, String host) throws IOException {
        return client(context, connected, host, _ -> { });
    }

    /**
     * The client's end of TLS over a connected socket, its handshake made. Waits. gevent:
     * {@code context.wrap_socket(connected, server_hostname=host)}.
     *
     * @param connected is closed with what is returned, and if the handshake fails
     * @param host whom to ask for, and who the server must prove to be
     * @param more changes the parameters, before the handshake
     * @throws javax.net.ssl.SSLException if the two do not agree, or the server is somebody else
     */
    public static SSLSocket client(
            SSLContext context, Socket connected, String host, Consumer<? super SSLParameters> more)
            throws IOException {
        Objects.requireNonNull(host, "host");
        return begun(connected, more, () -> {
            SSLSocket tls = (SSLSocket) context.getSocketFactory()
                    .createSocket(connected, host, connected.getPort(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            return tls;
        });
    }

    /** The server's end of TLS; see {@link #server(SSLContext, Socket, Consumer)}. */
    public static SSLSocket server(SSLContext context, Socket accepted) throws IOException {
        return server(context, accepted, _ -> { });
    }

    /**
     * The server's end of TLS over an accepted socket, its handshake made. Waits. gevent:
     * {@code context.wrap_socket(accepted, server_side=True)}.
     *
     * @param accepted is closed with what is returned, and if the handshake fails
     * @param more changes the parameters, before the handshake
     * @throws javax.net.ssl.SSLException if the two do not agree
     */
    public static SSLSocket server(SSLContext context, Socket accepted, Consumer<? super SSLParameters> more)
            throws IOException {
        return begun(accepted, more,
                () -> (SSLSocket) context.getSocketFactory().createSocket(accepted, null, true));
    }

    private interface Layer {
        SSLSocket over() throws IOException;
    }

    private static SSLSocket begun(Socket below, Consumer<? super SSLParameters> more, Layer layer)
            throws IOException {
        try {
            if (below instanceof gevent.socket.Socket ours) {
                ours.readWholeRecords();
            }
            SSLSocket tls = layer.over();
            SSLParameters parameters = tls.getSSLParameters();
            more.accept(parameters);
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return tls;
        } catch (Throwable t) {
            // Not by way of TLS, which would first tell the other one, and wait until there is room for that.
            below.close();
            throw t;
        }
    }
}
