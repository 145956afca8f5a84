package gevent.monkey.net;

import java.io.IOException;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A drop-in for {@link java.net.ServerSocket}: other greenlets run while it or an accepted socket waits, patched or
 * not.
 *
 * <pre>{@code
 * import gevent.monkey.net.ServerSocket;   // instead of java.net.ServerSocket
 *
 * try (ServerSocket server = new ServerSocket(8080)) {
 *     while (true) {
 *         spawn(this::serve, server.accept());
 *     }
 * }
 * }</pre>
 */
public class ServerSocket extends gevent.socket.ServerSocket {
    /** Makes an unbound socket. */
    public ServerSocket() throws IOException {
    }

    /**
     * Makes a socket that listens on a port.
     *
     * @param port 0 for any
     */
    public ServerSocket(int port) throws IOException {
        super(port);
    }

    /**
     * Makes a socket that listens on a port.
     *
     * @param port 0 for any
     * @param backlog maximum pending connections
     */
    public ServerSocket(int port, int backlog) throws IOException {
        super(port, backlog);
    }

    /**
     * Makes a socket that listens on a port of an address.
     *
     * @param port 0 for any
     * @param backlog maximum pending connections
     * @param address null for all
     */
    public ServerSocket(int port, int backlog, @Nullable InetAddress address) throws IOException {
        super(port, backlog, address);
    }

    @Override
    public Socket accept() throws IOException {
        return accept(new Socket());
    }
}
