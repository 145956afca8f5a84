package gevent.socket;

import java.io.IOException;
import java.lang.invoke.MethodType;
import java.net.DatagramSocket;
import java.net.Proxy;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketImplFactory;

/**
 * What makes the sockets of {@code java.net} cooperative: what {@code Monkey.patchSocket()} puts behind them. With it
 * a socket waits by letting other greenlets run, on a thread that has a hub; on any other it just blocks.
 */
public final class SocketImpls {
    private static final StackWalker STACK = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);
    private static final MethodType BY_PROXY = MethodType.methodType(void.class, Proxy.class);

    private SocketImpls() {
    }

    /** For {@link java.net.Socket#setSocketImplFactory}. */
    public static SocketImplFactory client() {
        return () -> SocksSocketImpl.mayBeSelected() && isForNoProxy() ? direct() : new SocksSocketImpl();
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

    /** A client's that asks nobody for a proxy: whoever uses it is one, or has asked. */
    public static SocketImpl direct() {
        return new GeventSocketImpl(false);
    }

    /** Whether the factory is asked by {@code new Socket(Proxy.NO_PROXY)}; it is not told. */
    private static boolean isForNoProxy() {
        return STACK.walk(frames -> frames.filter(frame -> frame.getDeclaringClass() == java.net.Socket.class)
                .findFirst()).filter(frame -> frame.getMethodType().equals(BY_PROXY)).isPresent();
    }
}
