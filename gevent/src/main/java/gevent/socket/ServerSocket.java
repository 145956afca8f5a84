package gevent.socket;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/**
 * A {@link java.net.ServerSocket} that waits by letting other greenlets run, and so do the sockets that it accepts.
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

    /** An unbound one. */
    public ServerSocket() throws IOException {
        super(new GeventSocketImpl(true));
    }

    ServerSocket(GeventSocketImpl impl) throws IOException {
        super(impl);
    }

    /** One that listens. @param port 0 for any */
    public ServerSocket(int port) throws IOException {
        this(port, DEFAULT_BACKLOG, null);
    }

    /** One that listens. @param port 0 for any @param backlog how many connections may wait to be accepted */
    public ServerSocket(int port, int backlog) throws IOException {
        this(port, backlog, null);
    }

    /** One that listens on one address; null for all. */
    @SuppressWarnings("this-escape")      // as in the class that it stands for
    public ServerSocket(int port, int backlog, InetAddress address) throws IOException {
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

    /** Accepts the next connection as {@code socket}, a fresh one. */
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
