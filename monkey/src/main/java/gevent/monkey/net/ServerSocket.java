package gevent.monkey.net;

import java.io.IOException;
import java.net.InetAddress;

/**
 * A drop-in for {@link java.net.ServerSocket}: waits by letting other greenlets run, patched or not, and so do the
 * sockets that it accepts.
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
    /** An unbound one. */
    public ServerSocket() throws IOException {
    }

    /** One that listens. @param port 0 for any */
    public ServerSocket(int port) throws IOException {
        super(port);
    }

    /** One that listens. @param port 0 for any @param backlog how many connections may wait to be accepted */
    public ServerSocket(int port, int backlog) throws IOException {
        super(port, backlog);
    }

    /** One that listens on one address; null for all. */
    public ServerSocket(int port, int backlog, InetAddress address) throws IOException {
        super(port, backlog, address);
    }

    @Override
    public Socket accept() throws IOException {
        return accept(new Socket());
    }
}
