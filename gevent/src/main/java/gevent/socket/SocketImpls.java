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
import org.jspecify.annotations.Nullable;

/**
 * The implementations that make the sockets of {@code java.net} cooperative; {@code Monkey.patchSocket()} installs
 * them. On a thread with a hub, a socket then lets other greenlets run while it waits. On any other thread it simply
 * blocks.
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
     * Creates the delegate to which {@link DatagramSocket} and {@link java.net.MulticastSocket} forward all their
     * calls.
     *
     * @param at the address to bind to; null to leave it unbound
     * @param multicast whether it is for a {@code MulticastSocket}
     */
    public static DatagramSocket datagrams(@Nullable SocketAddress at, boolean multicast) throws SocketException {
        try {
            return new UdpSocket(multicast, at);
        } catch (IOException e) {
            throw UdpSocket.asSocketException(e);
        }
    }

    /** A client implementation that looks for no proxy: its user handles the proxy, or has already looked for one. */
    public static SocketImpl direct() {
        return new GeventSocketImpl(false);
    }

    /** A client implementation that connects through {@code proxy}, of any type; {@link Proxy#NO_PROXY} for none. */
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
     * A client implementation that connects through a SOCKS proxy: the JDK's SOCKS implementation on top of a gevent
     * implementation.
     *
     * @param proxy null for the proxy, if any, that the {@link ProxySelector} names
     */
    private static SocketImpl bySocks(@Nullable Proxy proxy) {
        KernelAccess.get().checkAccess();
        return NetInternals.socks(proxy, new SocksBase());
    }

    /** A client implementation that reaches its peer through a proxy if necessary. */
    static SocketImpl selected() {
        return isProxyPossible() ? bySocks(null) : direct();
    }

    /** Whether anything could name a proxy for a socket. */
    static boolean isProxyPossible() {
        ProxySelector selector = ProxySelector.getDefault();
        boolean isOfTheJdk = selector != null && selector.getClass().getModule() == ProxySelector.class.getModule();
        return selector != null && (!isOfTheJdk || System.getProperty("socksProxyHost") != null
                || Boolean.getBoolean("java.net.useSystemProxies"));
    }

    /**
     * Whether the new socket may connect through a proxy. Sockets of {@code accept()} and of
     * {@code new Socket(Proxy.NO_PROXY)} do not. The factory is not given its caller, so look at the stack.
     */
    private static boolean mayConnectByProxy() {
        return STACK.walk(frames -> frames.filter(frame -> frame.getDeclaringClass() == java.net.Socket.class
                        || frame.getDeclaringClass() == java.net.ServerSocket.class).findFirst())
                .filter(frame -> frame.getDeclaringClass() == java.net.ServerSocket.class
                        || frame.getMethodType().equals(BY_PROXY)).isEmpty();
    }
}
