package gevent.socket;

import gevent.internal.KernelAccess;
import gevent.internal.jdk.NetInternals;
import java.io.IOException;
import java.lang.invoke.MethodType;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
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
        return () -> isProxyPossible() && mayConnectByProxy() ? bySocks(null) : direct();
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

    /** A client's that connects through a proxy. @param proxy of whichever kind; {@link Proxy#NO_PROXY} for none */
    static SocketImpl by(Proxy proxy) {
        if (proxy == Proxy.NO_PROXY) {
            return direct();
        }
        return switch (proxy == null ? Proxy.Type.DIRECT : proxy.type()) {
            case HTTP -> new HttpTunnel((InetSocketAddress) proxy.address());
            case SOCKS -> bySocks(proxy);
            case DIRECT -> throw new IllegalArgumentException("Invalid Proxy");
        };
    }

    /**
     * A client's that connects through a SOCKS proxy: the JDK's own implementation of that, on top of one of ours.
     *
     * @param proxy null for the one, if any, that the {@link ProxySelector} names
     */
    private static SocketImpl bySocks(Proxy proxy) {
        KernelAccess.get().checkAccess();
        return NetInternals.socks(proxy, new SocksBase());
    }

    /** One for whoever may have to reach its peer through a proxy. */
    static SocketImpl selected() {
        return isProxyPossible() ? bySocks(null) : direct();
    }

    /** Whether anything could say that there is a proxy for a socket. */
    static boolean isProxyPossible() {
        ProxySelector selector = ProxySelector.getDefault();
        boolean isOfTheJdk = selector != null && selector.getClass().getModule() == ProxySelector.class.getModule();
        return selector != null && (!isOfTheJdk || System.getProperty("socksProxyHost") != null
                || Boolean.getBoolean("java.net.useSystemProxies"));
    }

    /** Neither {@code accept()} nor {@code new Socket(Proxy.NO_PROXY)} asks; what does, the factory is not told. */
    private static boolean mayConnectByProxy() {
        return STACK.walk(frames -> frames.filter(frame -> frame.getDeclaringClass() == java.net.Socket.class
                        || frame.getDeclaringClass() == java.net.ServerSocket.class).findFirst())
                .filter(frame -> frame.getDeclaringClass() == java.net.ServerSocket.class
                        || frame.getMethodType().equals(BY_PROXY)).isEmpty();
    }
}
