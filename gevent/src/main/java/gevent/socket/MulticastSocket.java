package gevent.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * A {@link java.net.MulticastSocket} that waits by letting other greenlets run. On a thread that has no hub it just
 * blocks.
 *
 * <pre>{@code
 * try (MulticastSocket socket = new MulticastSocket(5353)) {
 *     socket.joinGroup(new InetSocketAddress("224.0.0.251", 5353), null);
 *     socket.receive(packet);
 * }
 * }</pre>
 *
 * <p>See {@link DatagramSocket}; as with the JDK's, others may have its address, too.
 */
public class MulticastSocket extends UdpSocket {
    /** One that is bound to a port of its own. */
    public MulticastSocket() throws IOException {
        this(new InetSocketAddress(0));
    }

    /** One that is bound. @param port 0 for any */
    public MulticastSocket(int port) throws IOException {
        this(new InetSocketAddress(port));
    }

    /** One that is bound; null for one that is not yet. */
    public MulticastSocket(SocketAddress at) throws IOException {
        super(true, at);
    }
}
