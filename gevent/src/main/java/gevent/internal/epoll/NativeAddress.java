package gevent.internal.epoll;

import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import gevent.io.DatagramEndpoint;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.file.InvalidPathException;
import java.util.List;
import jnr.constants.platform.AddressFamily;

/**
 * Socket addresses in the C library's layout, in the corner of a {@link NativeBuffer}: {@code struct sockaddr_in},
 * {@code _in6} and {@code _un}. The length that a call takes and returns precedes them.
 *
 * <pre>
 *   in:  family 2 bytes, port 2, address 4, unused 8           port and addresses in network byte order,
 *   in6: family 2, port 2, flow 4, address 16, scope 4         the rest in native byte order
 *   un:  family 2, path up to 108
 * </pre>
 *
 * A {@code struct msghdr} may follow, which says where a packet and its address are. On an IPv6 socket, an IPv4 address
 * is {@code ::ffff:a.b.c.d}, as in the JDK.
 */
final class NativeAddress {
    static final int AF_UNIX = AddressFamily.AF_UNIX.intValue();
    static final int AF_INET = AddressFamily.AF_INET.intValue();
    static final int AF_INET6 = AddressFamily.AF_INET6.intValue();

    private static final int LENGTH = NativeBuffer.SIZE;
    private static final int START = LENGTH + 16;
    private static final int MOST = 128;
    private static final int MESSAGE = START + MOST;
    private static final int MESSAGE_LENGTH = MESSAGE + 8;
    private static final int VECTOR = MESSAGE + 56;
    private static final int IN_LENGTH = 16;
    private static final int IN6_LENGTH = 28;
    private static final int PATH = 2;
    /** One of the 108 bytes is for the terminator. */
    private static final int LONGEST_PATH = 107;
    private static final UnixDomainSocketAddress UNNAMED = UnixDomainSocketAddress.of("");

    private NativeAddress() {
    }

    static long address(NativeBuffer buffer) {
        return buffer.address + START;
    }

    /** The address of the length, for a call that returns a socket address. */
    static long length(NativeBuffer buffer) {
        buffer.memory.putInt(LENGTH, MOST);
        return buffer.address + LENGTH;
    }

    /** Lays out a message of the first {@code length} bytes, to or from the address, and returns where it is. */
    static long message(NativeBuffer buffer, int length, int addressLength) {
        ByteBuffer memory = buffer.memory;
        clear(memory, MESSAGE);
        memory.putLong(MESSAGE, addressLength == 0 ? 0 : address(buffer));
        memory.putInt(MESSAGE_LENGTH, addressLength);
        memory.putLong(MESSAGE + 16, buffer.address + VECTOR);
        memory.putLong(MESSAGE + 24, 1);
        memory.putLong(VECTOR, buffer.address);
        memory.putLong(VECTOR + 8, length);
        return buffer.address + MESSAGE;
    }

    /** As {@link #message}, for a message to receive. */
    static long messageToFill(NativeBuffer buffer, int length) {
        return message(buffer, length, MOST);
    }

    // ---- to the system

    /** Lays out an address for a socket of {@code family}, and returns its length. */
    static int put(NativeBuffer buffer, SocketAddress address, int family) throws SocketException {
        clear(buffer.memory, START);
        return put(buffer.memory, START, address, family);
    }

    /** Lays out an empty address without a family. */
    static void putNone(NativeBuffer buffer) {
        clear(buffer.memory, START);
    }

    /**
     * Lays out, at the beginning of the corner, an interface's index, 4 unused bytes, and one or two addresses in 128
     * bytes each.
     *
     * @return their length
     */
    static int putMembership(NativeBuffer buffer, DatagramEndpoint.Membership membership) throws SocketException {
        ByteBuffer memory = buffer.memory;
        memory.putInt(LENGTH, membership.through() == null ? 0 : membership.through().getIndex());
        putMember(memory, LENGTH + 8, membership.group());
        if (membership.source() == null) {
            return 8 + MOST;
        }
        putMember(memory, LENGTH + 8 + MOST, membership.source());
        return 8 + 2 * MOST;
    }

    private static void putMember(ByteBuffer memory, int at, InetAddress address) throws SocketException {
        clear(memory, at);
        put(memory, at, new InetSocketAddress(address, 0), address instanceof Inet4Address ? AF_INET : AF_INET6);
    }

    private static void clear(ByteBuffer memory, int from) {
        for (int i = 0; i < MOST; i += Long.BYTES) {
            memory.putLong(from + i, 0);
        }
    }

    private static int put(ByteBuffer memory, int at, SocketAddress address, int family) throws SocketException {
        memory.putShort(at, (short) family);
        return switch (address) {
            case UnixDomainSocketAddress unix when family == AF_UNIX -> putPath(memory, at, unix);
            case InetSocketAddress inet when family == AF_INET -> putIn(memory, at, inet);
            case InetSocketAddress inet when family == AF_INET6 -> putIn6(memory, at, inet);
            default -> throw new SocketException("Protocol family unavailable");
        };
    }

    private static int putPath(ByteBuffer memory, int at, UnixDomainSocketAddress address) throws SocketException {
        byte[] path = address.getPath().toString().getBytes(Libc.TEXTS);
        if (path.length > LONGEST_PATH) {
            throw new SocketException("Unix domain path too long");
        }
        memory.put(at + PATH, path);
        return path.length == 0 ? PATH : PATH + path.length + 1;
    }

    private static int putIn(ByteBuffer memory, int at, InetSocketAddress address) throws SocketException {
        if (!(address.getAddress() instanceof Inet4Address four)) {
            if (!address.getAddress().isAnyLocalAddress()) {
                throw new SocketException("Protocol family unavailable");
            }
            putPort(memory, at, address);
            return IN_LENGTH;
        }
        putPort(memory, at, address);
        memory.put(at + 4, four.getAddress());
        return IN_LENGTH;
    }

    private static int putIn6(ByteBuffer memory, int at, InetSocketAddress address) throws SocketException {
        putPort(memory, at, address);
        if (address.getAddress() instanceof Inet4Address four && !four.isAnyLocalAddress()) {
            memory.putShort(at + 18, (short) -1);
            memory.put(at + 20, four.getAddress());
        } else if (address.getAddress() instanceof Inet6Address six) {
            memory.put(at + 8, six.getAddress());
            memory.putInt(at + 24, scopeOf(six));
        }
        return IN6_LENGTH;
    }

    private static void putPort(ByteBuffer memory, int at, InetSocketAddress address) {
        memory.put(at + 2, (byte) (address.getPort() >> 8));
        memory.put(at + 3, (byte) address.getPort());
    }

    /** The scope of an address. A link-local address of this machine without a scope gets the scope that it has. */
    private static int scopeOf(Inet6Address address) throws SocketException {
        if (address.getScopeId() != 0 || !address.isLinkLocalAddress()) {
            return address.getScopeId();
        }
        List<Integer> scopes = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address::equals).map(own -> ((Inet6Address) own).getScopeId()).toList();
        return scopes.size() == 1 ? scopes.getFirst() : 0;
    }

    // ---- from the system

    /** The address that a call has returned; null if there is none. */
    static SocketAddress get(NativeBuffer buffer) {
        ByteBuffer memory = buffer.memory;
        int family = memory.getShort(START);
        int port = (memory.get(START + 2) & 0xff) << 8 | memory.get(START + 3) & 0xff;
        if (family == AF_INET) {
            return new InetSocketAddress(inet(memory, 4, 4, 0), port);
        }
        if (family == AF_INET6) {
            return new InetSocketAddress(inet(memory, 8, 16, memory.getInt(START + 24)), port);
        }
        return family == AF_UNIX ? path(memory) : null;
    }

    private static InetAddress inet(ByteBuffer memory, int from, int length, int scope) {
        byte[] bytes = new byte[length];
        memory.get(START + from, bytes);
        try {
            return scope == 0 ? InetAddress.getByAddress(bytes) : Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException ofAnotherLength) {
            throw new AssertionError(ofAnotherLength);
        }
    }

    private static UnixDomainSocketAddress path(ByteBuffer memory) {
        // Of an address that did not fit the system returns the beginning, and the whole length.
        int end = Math.min(memory.getInt(LENGTH), MOST) - PATH;
        // A path that begins with zero is in Linux's abstract namespace, for which Java has no address.
        byte[] path = new byte[end <= 0 || memory.get(START + PATH) == 0 ? 0 : end];
        memory.get(START + PATH, path);
        int length = path.length > 0 && path[path.length - 1] == 0 ? path.length - 1 : path.length;
        try {
            return UnixDomainSocketAddress.of(new String(path, 0, length, Libc.TEXTS));
        } catch (InvalidPathException unmappable) {
            // A peer may choose any bytes for its path; it must not break the accept.
            return UNNAMED;
        }
    }
}
