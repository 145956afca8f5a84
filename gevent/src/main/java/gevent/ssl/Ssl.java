package gevent.ssl;

import gevent.socket.Sockets;
import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * TLS over sockets whose waits let other greenlets run: the JDK's TLS, which waits as the socket below it does.
 *
 * <pre>{@code
 * try (SSLSocket socket = Ssl.client(SSLContext.getDefault(), "example.com", 443)) { … }
 * }</pre>
 *
 * <p>A returned socket has completed its handshake; a {@link gevent.Timeout} around the call limits the handshake, too.
 * The parameters set other TLS features: application protocols (ALPN), client certificates, host names (SNI). Versions
 * below TLS 1.2 are used only if the parameters name them, and the JDK's security properties allow them. A kill, a
 * {@code Timeout} or an {@code SO_TIMEOUT} that ends a read leaves the connection usable, even in the middle of a
 * record. After one that ends a write, the connection is unusable, because it is unknown how much was sent. Over a
 * socket that is not a {@link gevent.socket.Socket}, such as unmodified code has, a kill or a {@code Timeout} in the
 * middle of a record ends the connection. A greenlet may read while another one writes. gevent: {@code gevent.ssl}.
 */
public final class Ssl {
    /** The versions below TLS 1.2. The JDK refuses them, too, unless its security properties are changed. */
    private static final Set<String> BROKEN = Set.of("SSLv2Hello", "SSLv3", "TLSv1", "TLSv1.1");

    private Ssl() {
    }

    /** Connects to a host, which must prove its identity; see {@link #client(SSLContext, Socket, String)}. */
    public static SSLSocket client(SSLContext context, String host, int port) throws IOException {
        Objects.requireNonNull(context, "context");
        return client(context, Sockets.createConnection(host, port), host);
    }

    /** Makes the client side of TLS; see {@link #client(SSLContext, Socket, String, Consumer)}. */
    public static SSLSocket client(SSLContext context, Socket connected, String host) throws IOException {
        return client(context, connected, host, _ -> { });
    }

    /**
     * Makes the client side of TLS over a connected socket. Waits for the handshake. gevent:
     * {@code context.wrap_socket(connected, server_hostname=host)}.
     *
     * @param connected is closed with the returned socket, and if the handshake fails
     * @param host the name to ask for, and the identity that the server must prove
     * @param more changes the parameters, before the handshake
     * @throws javax.net.ssl.SSLException if the two sides do not agree, or the server is not {@code host}
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

    /** Makes the server side of TLS; see {@link #server(SSLContext, Socket, Consumer)}. */
    public static SSLSocket server(SSLContext context, Socket accepted) throws IOException {
        return server(context, accepted, _ -> { });
    }

    /**
     * Makes the server side of TLS over an accepted socket. Waits for the handshake. gevent:
     * {@code context.wrap_socket(accepted, server_side=True)}.
     *
     * @param accepted is closed with the returned socket, and if the handshake fails
     * @param more changes the parameters, before the handshake
     * @throws javax.net.ssl.SSLException if the two sides do not agree
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
            parameters.setProtocols(Arrays.stream(parameters.getProtocols())
                    .filter(each -> !BROKEN.contains(each)).toArray(String[]::new));
            more.accept(parameters);
            tls.setSSLParameters(parameters);
            tls.startHandshake();
            return tls;
        } catch (Throwable t) {
            // Not through TLS, which would first notify the peer, and wait until there is room for that.
            below.close();
            throw t;
        }
    }
}
