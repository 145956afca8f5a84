package gevent.internal.epoll;

import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import gevent.io.DatagramEndpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import jnr.constants.platform.IP;
import jnr.constants.platform.Multicast;
import jnr.constants.platform.SocketLevel;

/** The multicast options and groups of a UDP socket on a descriptor. */
final class EpollMulticast {
    private static final int IPV4 = SocketLevel.SOL_IP.intValue();
    private static final int IPV6 = SocketLevel.SOL_IPV6.intValue();
    private static final int IP_MULTICAST_IF = IP.IP_MULTICAST_IF.intValue();
    private static final int IP_MREQN_LENGTH = 12;

    // What jnr-constants does not have.
    private static final int IP_MULTICAST_ALL = 49;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_ALL = 29;

    private EpollMulticast() {
    }

    /** Sets the defaults of the JDK: packets of groups come only to members, and go no further than the next router. */
    static void setDefaults(EpollSocket made) throws IOException {
        made.setInt(IPV4, IP_MULTICAST_ALL, 0);
        if (made.isIpv6()) {
            made.setInt(IPV6, IPV6_MULTICAST_HOPS, 1);
            try {
                made.setInt(IPV6, IPV6_MULTICAST_ALL, 0);
            } catch (IOException beforeLinux420) {
                // Not available on such a kernel; the JDK does not set it there either.
            }
        }
    }

    /** Joins or leaves a group, by {@code struct group_req} or {@code group_source_req}. */
    static void setMembership(EpollSocket socket, DatagramEndpoint.Membership membership, boolean joins)
            throws IOException {
        int level = membership.group() instanceof Inet6Address ? IPV6 : IPV4;
        Multicast option = membership.source() != null
                ? joins ? Multicast.MCAST_JOIN_SOURCE_GROUP : Multicast.MCAST_LEAVE_SOURCE_GROUP
                : joins ? Multicast.MCAST_JOIN_GROUP : Multicast.MCAST_LEAVE_GROUP;
        socket.call((number, buffer) -> {
            if (level == IPV6 && !socket.isIpv6()) {
                if (joins) {
                    throw new IllegalArgumentException("Only IPv6 sockets can join IPv6 multicast group");
                }
                throw new SocketException("Not a member of group");
            }
            int length = NativeAddress.putMembership(buffer, membership);
            int result = Libc.resultOrErrno(
                    Libc.C.setsockopt(number, level, option.intValue(), buffer.corner, length));
            if (result < 0) {
                throw joins && result == -Libc.EADDRINUSE ? new SocketException("Already a member of group")
                        : !joins && result == -Libc.EADDRNOTAVAIL ? new SocketException("Not a member of group")
                        : Libc.socketFailure(-result);
            }
            return result;
        });
    }

    /** Sets the interface for outgoing IPv4 multicast, by a {@code struct ip_mreqn} without a group. */
    static void setInterface(EpollSocket socket, int index) throws IOException {
        InetAddress own = NetworkInterface.getByIndex(index).inetAddresses().filter(Inet4Address.class::isInstance)
                .findFirst().orElse(null);
        if (own == null) {
            if (socket.isIpv6()) {
                return;
            }
            throw new IOException("Network interface not configured for IPv4");
        }
        socket.call((number, buffer) -> {
            buffer.setCornerInt(0, 0);
            buffer.memory.put(NativeBuffer.SIZE + Integer.BYTES, own.getAddress());
            buffer.setCornerInt(2 * Integer.BYTES, index);
            return EpollSocket.check(
                    Libc.C.setsockopt(number, IPV4, IP_MULTICAST_IF, buffer.corner, IP_MREQN_LENGTH));
        });
    }

    /** The interface for outgoing IPv4 multicast; null for none in particular. */
    static NetworkInterface interfaceOf(EpollSocket socket) throws IOException {
        byte[] address = socket.call((number, buffer) -> {
            buffer.setCornerInt(0, Integer.BYTES);
            EpollSocket.check(Libc.C.getsockopt(number, IPV4, IP_MULTICAST_IF, buffer.corner + Integer.BYTES,
                    buffer.corner));
            byte[] bytes = new byte[Integer.BYTES];
            buffer.memory.get(NativeBuffer.SIZE + Integer.BYTES, bytes);
            return bytes;
        });
        InetAddress own = InetAddress.getByAddress(address);
        return own.isAnyLocalAddress() ? null : NetworkInterface.getByInetAddress(own);
    }
}
