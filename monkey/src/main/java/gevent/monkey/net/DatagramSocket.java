package gevent.monkey.net;

import java.net.InetAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A drop-in for {@link java.net.DatagramSocket}: other greenlets run while it waits, patched or not.
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
    /** Makes a socket that is bound to any free port. */
    public DatagramSocket() throws SocketException {
    }

    /**
     * Makes a socket that is bound to a port.
     *
     * @param port 0 for any
     */
    public DatagramSocket(int port) throws SocketException {
        super(port);
    }

    /**
     * Makes a socket that is bound to a port of an address.
     *
     * @param port 0 for any
     * @param address null for all
     */
    public DatagramSocket(int port, @Nullable InetAddress address) throws SocketException {
        super(port, address);
    }

    /**
     * Makes a socket that is bound to an address.
     *
     * @param at null for an unbound socket
     */
    public DatagramSocket(@Nullable SocketAddress at) throws SocketException {
        super(at);
    }
}
