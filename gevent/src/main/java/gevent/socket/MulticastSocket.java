package gevent.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A {@link java.net.MulticastSocket} that lets other greenlets run while it waits. On a thread without a hub, it simply
 * blocks.
 *
 * <pre>{@code
 * try (MulticastSocket socket = new MulticastSocket(5353)) {
 *     socket.joinGroup(new InetSocketAddress("224.0.0.251", 5353), null);
 *     socket.receive(packet);
 * }
 * }</pre>
 *
 * <p>See {@link DatagramSocket}. As with the JDK's class, other sockets may share its address.
 */
public class MulticastSocket extends UdpSocket {
    /** Creates a socket that is bound to a free port. */
    public MulticastSocket() throws IOException {
        this(new InetSocketAddress(0));
    }

    /**
     * Creates a socket that is bound to a port.
     *
     * @param port 0 for any free port
     */
    public MulticastSocket(int port) throws IOException {
        this(new InetSocketAddress(port));
    }

    /** Creates a socket bound to {@code at}, or an unbound socket if that is null. */
    public MulticastSocket(@Nullable SocketAddress at) throws IOException {
        super(true, at);
    }
}
