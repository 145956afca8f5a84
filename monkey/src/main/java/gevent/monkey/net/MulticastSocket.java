package gevent.monkey.net;

import java.io.IOException;
import java.net.SocketAddress;

/**
 * A drop-in for {@link java.net.MulticastSocket}: waits by letting other greenlets run, patched or not.
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
    /** One that is bound to a port of its own. */
    public MulticastSocket() throws IOException {
    }

    /** One that is bound. @param port 0 for any */
    public MulticastSocket(int port) throws IOException {
        super(port);
    }

    /** One that is bound; null for one that is not yet. */
    public MulticastSocket(SocketAddress at) throws IOException {
        super(at);
    }
}
