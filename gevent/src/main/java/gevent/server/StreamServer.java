package gevent.server;

import gevent.Action1;
import gevent.Timeout;
import gevent.hub.Loop;
import gevent.socket.ServerSocket;
import gevent.socket.Sockets;
import gevent.ssl.Ssl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections, and handles each in a greenlet. A connection is closed when its handler returns or throws.
 *
 * <pre>{@code
 * StreamServer echo = new StreamServer(8080, client -> client.getInputStream().transferTo(client.getOutputStream()));
 * echo.backlog(1000).spawn(100).serveForever();
 * }</pre>
 *
 * <p>A handler receives a {@link Socket} whose waits let other greenlets run; its remote address is the client. A
 * handler that passes the socket on to another greenlet must wait for that greenlet. See {@link BaseServer} for
 * threads, options and shutdown. gevent: {@code gevent.server.StreamServer}.
 */
public final class StreamServer extends BaseServer<StreamServer> {
    private static final int BACKLOG = 128;
    private static final Duration HANDSHAKE_TIME = Duration.ofSeconds(10);

    private final @Nullable SocketAddress wanted;                     // null if the socket was given
    private final Action1<? super Socket> handler;
    private volatile java.net.@Nullable ServerSocket listener;        // null until it is opened, or if it cannot be

    // Options: written before the start.
    private int backlog = BACKLOG;
    private boolean reusePort;
    private @Nullable SSLContext tls;                                 // null for none
    private Consumer<? super SSLParameters> tlsParameters = _ -> { };
    private @Nullable Duration handshakeTimeout = HANDSHAKE_TIME;

    /**
     * Creates a server for a port on all addresses.
     *
     * @param port 0 for any free port
     */
    public StreamServer(int port, Action1<? super Socket> handler) {
        this(new InetSocketAddress(port), handler);
    }

    /**
     * Creates a server for an address.
     *
     * @param address an IP address, port 0 for any free port; or a Unix path, which is created, and deleted at the end
     */
    public StreamServer(SocketAddress address, Action1<? super Socket> handler) {
        Objects.requireNonNull(address, "address");
        if (!(address instanceof InetSocketAddress || address instanceof UnixDomainSocketAddress)) {
            throw new IllegalArgumentException("address: " + address + " is neither of IP nor of Unix");
        }
        this.wanted = address;
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Creates a server for a socket that is bound already. The server owns the socket, and closes it.
     *
     * @param listener from gevent4j or from the JDK, where a greenlet can wait as well; TLS is added on top of it
     */
    public StreamServer(java.net.ServerSocket listener, Action1<? super Socket> handler) {
        if (!listener.isBound() || listener.isClosed()) {
            throw new IllegalArgumentException("listener: " + listener + " does not listen");
        }
        if (listener instanceof SSLServerSocket) {
            throw new IllegalArgumentException("listener: " + listener + " has TLS: pass a plain one, and use tls(…)");
        }
        this.wanted = null;
        this.listener = listener;
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    // ---- options

    /**
     * Maximum pending connections (default 128).
     *
     * @param most one or more; the system may have its own limit
     * @throws IllegalStateException if the socket was given: it listens already
     */
    public StreamServer backlog(int most) {
        checkOpens("backlog");
        if (most < 1) {
            throw new IllegalArgumentException("most: " + most + " is less than one");
        }
        backlog = most;
        return this;
    }

    /**
     * Lets other sockets listen at the same address, for example one server on each of several threads. The system
     * distributes the connections. All of them must set this option. {@code SO_REUSEPORT}.
     *
     * @throws IllegalStateException if the socket was given: it is bound already
     */
    public StreamServer reusePort(boolean on) {
        checkOpens("reusePort");
        reusePort = on;
        return this;
    }

    /** Speaks TLS; see {@link #tls(SSLContext, Consumer)}. */
    public StreamServer tls(SSLContext context) {
        return tls(context, _ -> { });
    }

    /**
     * Speaks TLS: handlers receive an {@link javax.net.ssl.SSLSocket} after its handshake. The handshake runs in the
     * handler's greenlet, so that a slow client does not delay the acceptance of others. A failed handshake is logged
     * in one line, and the handler is not called. When a handler returns, the client is notified that nothing was cut
     * off; when a handler throws, the client is not. gevent: {@code ssl_context=context}.
     *
     * @param context has the server's key
     * @param parameters changes the parameters of each connection, before the handshake
     */
    public StreamServer tls(SSLContext context, Consumer<? super SSLParameters> parameters) {
        checkNotStarted();
        tls = Objects.requireNonNull(context, "context");
        tlsParameters = Objects.requireNonNull(parameters, "parameters");
        return this;
    }

    /**
     * How long a client has for the TLS handshake (default ten seconds).
     *
     * @param limit null for none
     */
    public StreamServer handshakeTimeout(@Nullable Duration limit) {
        checkNotStarted();
        Loop.checkLimit(limit, "limit");
        handshakeTimeout = limit;
        return this;
    }

    /** As {@link #handshakeTimeout(Duration)}, in seconds. */
    public StreamServer handshakeTimeout(double seconds) {
        return handshakeTimeout(Loop.duration(seconds));
    }

    private void checkOpens(String option) {
        checkNotStarted();
        if (wanted == null) {
            throw new IllegalStateException(option + ": for the socket that was given, it is too late");
        }
    }

    // ---- serving

    @Override
    StreamServer self() {
        return this;
    }

    @Override
    void open() throws IOException {
        if (wanted instanceof UnixDomainSocketAddress path) {
            listener = Sockets.listen(path, backlog);
        } else if (wanted != null) {
            ServerSocket made = new ServerSocket();
            listener = made;
            if (reusePort) {
                made.setOption(StandardSocketOptions.SO_REUSEPORT, true);
            }
            made.bind(wanted, backlog);
        }
    }

    @Override
    boolean canReopen() {
        return wanted != null;
    }

    @Override
    Incoming next() throws IOException {
        return new Connection(Objects.requireNonNull(listener).accept());
    }

    /** An accepted connection. */
    private final class Connection implements Incoming {
        private final Socket client;

        Connection(Socket client) {
            this.client = client;
        }

        @Override
        public void handle() throws Exception {
            try (client) {
                if (tls == null) {
                    handler.run(client);
                } else {
                    SSLSocket secure = handshakeOrWarn(tls, client);
                    if (secure != null) {
                        handler.run(secure);
                        secure.close();
                    }
                }
            }
        }

        @Override
        public void drop() {
            try {
                client.close();
            } catch (IOException e) {
                // The connection was never used.
            }
        }
    }

    /** Returns null if the client does not speak TLS as it should: any stranger may, so it is worth one line. */
    private @Nullable SSLSocket handshakeOrWarn(SSLContext context, Socket client) {
        try {
            return handshake(context, client);
        } catch (IOException refused) {
            warn("refuses " + client.getRemoteSocketAddress() + ": " + refused);
            return null;
        }
    }

    private SSLSocket handshake(SSLContext context, Socket client) throws IOException {
        Timeout limit = Timeout.start(handshakeTimeout);
        try (limit) {
            return Ssl.server(context, client, tlsParameters);
        } catch (Throwable t) {
            if (!limit.caused(t)) {
                throw t;
            }
            throw new SocketTimeoutException("The handshake operation timed out");
        }
    }

    @Override
    void closeSocket() throws IOException {
        if (listener != null) {
            listener.close();
            if (wanted instanceof UnixDomainSocketAddress path) {
                Files.deleteIfExists(path.getPath());
            }
        }
    }

    @Override
    @Nullable SocketAddress boundTo() {
        return listener == null || !listener.isBound() ? null : listener.getLocalSocketAddress();
    }
}
