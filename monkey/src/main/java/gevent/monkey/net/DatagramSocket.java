package gevent.monkey.net;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;

/**
 * A drop-in for {@link java.net.DatagramSocket}: waits by letting other greenlets run, patched or not.
 *
 * <pre>{@code
 * import gevent.monkey.net.DatagramSocket;     // instead of java.net.DatagramSocket
 *
 * try (DatagramSocket socket = new DatagramSocket(5353)) {
 *     socket.receive(packet);
 * }
 * }</pre>
 */
public class DatagramSocket extends gevent.socket.DatagramSocket {
    /** One that is bound to a port of its own. */
    public DatagramSocket() throws SocketException {
    }

    /** One that is bound. @param port 0 for any */
    public DatagramSocket(int port) throws SocketException {
        super(port);
    }

    /** One that is bound to one address; null for all. @param port 0 for any */
    public DatagramSocket(int port, InetAddress address) throws SocketException {
        super(port, address);
    }

    /** One that is bound; null for one that is not yet. */
    public DatagramSocket(SocketAddress at) throws SocketException {
        super(at);
    }
}
