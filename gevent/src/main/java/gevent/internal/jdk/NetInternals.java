package gevent.internal.jdk;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.DatagramSocketImplFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Proxy;
import java.net.SocketAddress;
import java.net.SocketImpl;
import org.jspecify.annotations.Nullable;

/**
 * The private parts of {@code java.net} that replacements of the JDK's sockets need: {@code DatagramPacket.length} and
 * {@code .bufLength}, {@code DatagramSocket.NO_DELEGATE} and {@code .factory}, the constructors of
 * {@code NetworkInterface} and of {@code SocksSocketImpl}.
 */
public final class NetInternals {
    private static final VarHandle LENGTH;
    private static final VarHandle ROOM;
    private static final SocketAddress NO_DELEGATE;
    private static final NetworkInterface ANY_INTERFACE;
    private static final VarHandle DATAGRAM_FACTORY;
    private static final MethodHandle NEW_SOCKS;
    private static final MethodHandle NEW_SOCKS_OF;

    static {
        try {
            Opening.open("java.net");
            LENGTH = lookup(DatagramPacket.class).findVarHandle(DatagramPacket.class, "length", int.class);
            ROOM = lookup(DatagramPacket.class).findVarHandle(DatagramPacket.class, "bufLength", int.class);
            NO_DELEGATE = (SocketAddress) lookup(DatagramSocket.class)
                    .findStaticVarHandle(DatagramSocket.class, "NO_DELEGATE", SocketAddress.class).get();
            DATAGRAM_FACTORY = lookup(DatagramSocket.class)
                    .findStaticVarHandle(DatagramSocket.class, "factory", DatagramSocketImplFactory.class);
            InetAddress any = new InetSocketAddress(0).getAddress();
            ANY_INTERFACE = (NetworkInterface) lookup(NetworkInterface.class).findConstructor(
                    NetworkInterface.class, MethodType.methodType(void.class, String.class, int.class,
                            InetAddress[].class)).invoke(any.getHostName(), 0, new InetAddress[] {any});
            Class<?> socks = Class.forName("java.net.SocksSocketImpl");
            MethodType result = MethodType.methodType(SocketImpl.class, SocketImpl.class);
            NEW_SOCKS = lookup(socks).findConstructor(socks, result.changeReturnType(void.class)).asType(result);
            NEW_SOCKS_OF = lookup(socks).findConstructor(socks,
                    MethodType.methodType(void.class, Proxy.class, SocketImpl.class))
                    .asType(result.insertParameterTypes(0, Proxy.class));
        } catch (Throwable changed) {
            throw new IllegalStateException(VirtualThreads.unknownJdk(changed), changed);
        }
    }

    private NetInternals() {
    }

    private static MethodHandles.Lookup lookup(Class<?> type) throws IllegalAccessException {
        return MethodHandles.privateLookupIn(type, MethodHandles.lookup());
    }

    /** The capacity of a packet; its length is how much it holds. */
    public static int roomOf(DatagramPacket packet) {
        return (int) ROOM.get(packet);
    }

    /** Sets how much a packet holds; its own method would change its capacity, too. */
    public static void setLength(DatagramPacket packet, int length) {
        LENGTH.set(packet, length);
    }

    /** The address that makes a constructor of {@link DatagramSocket} create no socket. */
    public static SocketAddress noDelegate() {
        return NO_DELEGATE;
    }

    /** Whether the program has set a {@link DatagramSocketImplFactory}. */
    public static boolean hasDatagramFactory() {
        return DATAGRAM_FACTORY.getVolatile() != null;
    }

    /**
     * The JDK's socket that speaks SOCKS, on top of another socket.
     *
     * @param proxy null for the proxy that the {@link java.net.ProxySelector} names
     */
    public static SocketImpl socks(@Nullable Proxy proxy, SocketImpl below) {
        try {
            return proxy == null ? (SocketImpl) NEW_SOCKS.invokeExact(below)
                    : (SocketImpl) NEW_SOCKS_OF.invokeExact(proxy, below);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
    }

    /** The interface with number 0. */
    public static NetworkInterface anyInterface() {
        return ANY_INTERFACE;
    }
}
