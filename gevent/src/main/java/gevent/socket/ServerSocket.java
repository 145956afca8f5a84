package gevent.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A {@link java.net.ServerSocket} that lets other greenlets run while it waits, as do the sockets that it accepts.
 *
 * <pre>{@code
 * try (ServerSocket server = new ServerSocket(8080)) {
 *     while (true) {
 *         spawn(this::serve, server.accept());
 *     }
 * }
 * }</pre>
 */
public class ServerSocket extends java.net.ServerSocket {
    private static final int DEFAULT_BACKLOG = 50;

    /** Creates an unbound socket. */
    public ServerSocket() throws IOException {
        super(new GeventSocketImpl(true));
    }

    ServerSocket(GeventSocketImpl impl) throws IOException {
        super(impl);
    }

    /**
     * Creates a listening socket.
     *
     * @param port 0 for any free port
     */
    public ServerSocket(int port) throws IOException {
        this(port, DEFAULT_BACKLOG, null);
    }

    /**
     * Creates a listening socket.
     *
     * @param port 0 for any free port
     * @param backlog maximum pending connections
     */
    public ServerSocket(int port, int backlog) throws IOException {
        this(port, backlog, null);
    }

    /** Creates a socket that listens on one address; null for all addresses. */
    @SuppressWarnings("this-escape")      // as in the JDK's class
    public ServerSocket(int port, int backlog, @Nullable InetAddress address) throws IOException {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("Port value out of range: " + port);
        }
        this();
        try {
            bind(new InetSocketAddress(address, port), backlog);
        } catch (Throwable t) {
            close();
            throw t;
        }
    }

    @Override
    public Socket accept() throws IOException {
        return accept(new Socket());
    }

    /** Accepts the next connection into {@code socket}, which must be new. */
    protected final <S extends Socket> S accept(S socket) throws IOException {
        if (isClosed()) {
            throw new SocketException("Socket is closed");
        }
        if (!isBound()) {
            throw new SocketException("Socket is not bound yet");
        }
        implAccept(socket);
        return socket;
    }
}
