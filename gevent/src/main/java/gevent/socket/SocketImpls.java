package gevent.socket;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImplFactory;

/**
 * What makes the sockets of {@code java.net} cooperative: what {@code Monkey.patchSocket()} puts behind them. With it
 * a socket waits by letting other greenlets run, on a thread that has a hub; on any other it just blocks.
 */
public final class SocketImpls {
    private SocketImpls() {
    }

    /** For {@link java.net.Socket#setSocketImplFactory}. */
    public static SocketImplFactory client() {
        return () -> new GeventSocketImpl(false);
    }

    /** For {@link java.net.ServerSocket#setSocketFactory}. */
    public static SocketImplFactory server() {
        return () -> new GeventSocketImpl(true);
    }

    /**
     * For what {@link DatagramSocket} and {@link java.net.MulticastSocket} hand all their calls to.
     *
     * @param at where to bind it; null for nowhere yet
     * @param multicast whether it is for a {@code MulticastSocket}
     */
    public static DatagramSocket datagrams(SocketAddress at, boolean multicast) throws SocketException {
        try {
            return new UdpSocket(multicast, at);
        } catch (IOException e) {
            throw UdpSocket.asSocketException(e);
        }
    }
}
