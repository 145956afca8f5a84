package gevent.monkey.net;

import java.io.IOException;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A drop-in for {@link java.net.MulticastSocket}: other greenlets run while it waits, patched or not.
 *
 * <pre>{@code
 * import gevent.monkey.net.MulticastSocket;    // instead of java.net.MulticastSocket
 *
 * try (MulticastSocket socket = new MulticastSocket(5353)) {
 *     socket.joinGroup(group, null);
 *     socket.receive(packet);
 * }
 * }</pre>
 */
public class MulticastSocket extends gevent.socket.MulticastSocket {
    /** Makes a socket that is bound to any free port. */
    public MulticastSocket() throws IOException {
    }

    /**
     * Makes a socket that is bound to a port.
     *
     * @param port 0 for any
     */
    public MulticastSocket(int port) throws IOException {
        super(port);
    }

    /**
     * Makes a socket that is bound to an address.
     *
     * @param at null for an unbound socket
     */
    public MulticastSocket(@Nullable SocketAddress at) throws IOException {
        super(at);
    }
}
