package gevent.monkey.net;

import gevent.socket.Dns;
import java.net.UnknownHostException;

/**
 * A drop-in for what {@link java.net.InetAddress} looks up: other greenlets run meanwhile.
 *
 * <pre>{@code
 * import gevent.monkey.net.InetAddress;     // instead of java.net.InetAddress
 *
 * var address = InetAddress.getByName("example.org");
 * }</pre>
 *
 * <p>The JDK allows no other class to be an address, so what these return are the JDK's: variables are declared by
 * {@code var}, or with the name of the JDK's class in full. To ask such an address for its name waits as ever.
 */
public final class InetAddress {
    private InetAddress() {
    }

    /** The first address of a host. @param host a name or an address; null for this machine */
    public static java.net.InetAddress getByName(String host) throws UnknownHostException {
        return getAllByName(host)[0];
    }

    /** All addresses of a host. @param host a name or an address; null for this machine */
    public static java.net.InetAddress[] getAllByName(String host) throws UnknownHostException {
        return host == null ? java.net.InetAddress.getAllByName(null) : Dns.lookup(host);
    }

    /** The address of this machine's own name. */
    public static java.net.InetAddress getLocalHost() throws UnknownHostException {
        return Dns.localHost();
    }

    /** The one that leads back here. */
    public static java.net.InetAddress getLoopbackAddress() {
        return java.net.InetAddress.getLoopbackAddress();
    }

    /** The address of these bytes, 4 or 16. */
    public static java.net.InetAddress getByAddress(byte[] address) throws UnknownHostException {
        return java.net.InetAddress.getByAddress(address);
    }

    /** The address of these bytes, 4 or 16, with a name that nobody looks up. */
    public static java.net.InetAddress getByAddress(String host, byte[] address) throws UnknownHostException {
        return java.net.InetAddress.getByAddress(host, address);
    }

    /** The address that is written there; nothing is looked up. */
    public static java.net.InetAddress ofLiteral(String address) {
        return java.net.InetAddress.ofLiteral(address);
    }
}
