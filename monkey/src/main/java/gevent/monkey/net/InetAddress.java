package gevent.monkey.net;

import gevent.socket.Dns;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A drop-in for the lookups of {@link java.net.InetAddress}: other greenlets run while a name is looked up.
 *
 * <pre>{@code
 * import gevent.monkey.net.InetAddress;     // instead of java.net.InetAddress
 *
 * var address = InetAddress.getByName("example.org");
 * }</pre>
 *
 * <p>The JDK allows no other class to be an address, so these methods return the JDK's addresses. Declare variables
 * with {@code var}, or with the full name of the JDK's class. Asking such an address for its host name still blocks.
 */
public final class InetAddress {
    private InetAddress() {
    }

    /**
     * The first address of a host.
     *
     * @param host a name or an address; null for this machine
     */
    public static java.net.InetAddress getByName(@Nullable String host) throws UnknownHostException {
        return getAllByName(host)[0];
    }

    /**
     * All addresses of a host.
     *
     * @param host a name or an address; null for this machine
     */
    public static java.net.InetAddress[] getAllByName(@Nullable String host) throws UnknownHostException {
        return host == null ? java.net.InetAddress.getAllByName(null) : Dns.lookup(host);
    }

    /** The address of this machine's own name. */
    public static java.net.InetAddress getLocalHost() throws UnknownHostException {
        return Dns.localHost();
    }

    /** The loopback address. */
    public static java.net.InetAddress getLoopbackAddress() {
        return java.net.InetAddress.getLoopbackAddress();
    }

    /** The address of these bytes, 4 or 16. */
    public static java.net.InetAddress getByAddress(byte[] address) throws UnknownHostException {
        return java.net.InetAddress.getByAddress(address);
    }

    /** The address of these bytes, 4 or 16, with a host name that is not looked up. */
    public static java.net.InetAddress getByAddress(@Nullable String host, byte[] address) throws UnknownHostException {
        return java.net.InetAddress.getByAddress(host, address);
    }

    /** The address that the text denotes; nothing is looked up. */
    public static java.net.InetAddress ofLiteral(String address) {
        return java.net.InetAddress.ofLiteral(address);
    }
}
