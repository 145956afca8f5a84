package gevent.internal.epoll;

import java.io.IOException;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.net.ExtendedSocketOptions;
import jnr.constants.platform.IP;
import jnr.constants.platform.SocketLevel;
import jnr.constants.platform.TCP;

/** Socket options by their names in Java, as the C library has them; values are the JDK's. */
final class EpollOptions {
    private static final int SOCKET = SocketLevel.SOL_SOCKET.intValue();
    private static final int IPV4 = SocketLevel.SOL_IP.intValue();
    private static final int IPV6 = SocketLevel.SOL_IPV6.intValue();
    private static final int TCP_LEVEL = SocketLevel.SOL_TCP.intValue();

    private static final int DONT_FRAGMENT = IP.IP_PMTUDISC_DO.intValue();
    private static final int MAY_FRAGMENT = IP.IP_PMTUDISC_DONT.intValue();
    private static final int SO_LINGER = jnr.constants.platform.SocketOption.SO_LINGER.intValue();

    // What jnr-constants does not have.
    private static final int SO_INCOMING_NAPI_ID = 56;
    private static final int IPV6_MULTICAST_IF = 17;
    private static final int IPV6_MULTICAST_HOPS = 18;
    private static final int IPV6_MULTICAST_LOOP = 19;
    private static final int IPV6_MTU_DISCOVER = 23;
    private static final int IPV6_TCLASS = 67;

    private static final int MOST_LINGER = 65_535;

    /** The JDK has an option of this name, but keeps it private. */
    private static final SocketOption<Boolean> SO_OOBINLINE = new SocketOption<>() {
        @Override
        public String name() {
            return "SO_OOBINLINE";
        }

        @Override
        public Class<Boolean> type() {
            return Boolean.class;
        }

        @Override
        public String toString() {
            return name();
        }
    };

    /** The level and the number of an option; an IPv6 socket may have a second number, at the IPv6 level. */
    private record Place(int level, int number, int ofIpv6) {
        Place(int level, Enum<?> number) {
            this(level, ((jnr.constants.Constant) number).intValue(), 0);
        }
    }

    private static final Map<SocketOption<?>, Place> PLACES = Map.ofEntries(
            socket(StandardSocketOptions.SO_BROADCAST, jnr.constants.platform.SocketOption.SO_BROADCAST),
            socket(StandardSocketOptions.SO_KEEPALIVE, jnr.constants.platform.SocketOption.SO_KEEPALIVE),
            socket(StandardSocketOptions.SO_LINGER, jnr.constants.platform.SocketOption.SO_LINGER),
            socket(StandardSocketOptions.SO_RCVBUF, jnr.constants.platform.SocketOption.SO_RCVBUF),
            socket(StandardSocketOptions.SO_SNDBUF, jnr.constants.platform.SocketOption.SO_SNDBUF),
            socket(StandardSocketOptions.SO_REUSEADDR, jnr.constants.platform.SocketOption.SO_REUSEADDR),
            socket(StandardSocketOptions.SO_REUSEPORT, jnr.constants.platform.SocketOption.SO_REUSEPORT),
            socket(SO_OOBINLINE, jnr.constants.platform.SocketOption.SO_OOBINLINE),
            Map.entry(ExtendedSocketOptions.SO_INCOMING_NAPI_ID, new Place(SOCKET, SO_INCOMING_NAPI_ID, 0)),
            tcp(StandardSocketOptions.TCP_NODELAY, TCP.TCP_NODELAY),
            tcp(ExtendedSocketOptions.TCP_KEEPIDLE, TCP.TCP_KEEPIDLE),
            tcp(ExtendedSocketOptions.TCP_KEEPINTERVAL, TCP.TCP_KEEPINTVL),
            tcp(ExtendedSocketOptions.TCP_KEEPCOUNT, TCP.TCP_KEEPCNT),
            tcp(ExtendedSocketOptions.TCP_QUICKACK, TCP.TCP_QUICKACK),
            ip(StandardSocketOptions.IP_TOS, IP.IP_TOS, IPV6_TCLASS),
            ip(StandardSocketOptions.IP_MULTICAST_IF, IP.IP_MULTICAST_IF, IPV6_MULTICAST_IF),
            ip(StandardSocketOptions.IP_MULTICAST_TTL, IP.IP_MULTICAST_TTL, IPV6_MULTICAST_HOPS),
            ip(StandardSocketOptions.IP_MULTICAST_LOOP, IP.IP_MULTICAST_LOOP, IPV6_MULTICAST_LOOP),
            ip(ExtendedSocketOptions.IP_DONTFRAGMENT, IP.IP_MTU_DISCOVER, IPV6_MTU_DISCOVER));

    private static Map.Entry<SocketOption<?>, Place> socket(SocketOption<?> option, Enum<?> number) {
        return Map.entry(option, new Place(SOCKET, number));
    }

    private static Map.Entry<SocketOption<?>, Place> tcp(SocketOption<?> option, Enum<?> number) {
        return Map.entry(option, new Place(TCP_LEVEL, number));
    }

    private static Map.Entry<SocketOption<?>, Place> ip(SocketOption<?> option, IP number, int ofIpv6) {
        return Map.entry(option, new Place(IPV4, number.intValue(), ofIpv6));
    }

    private static final Set<SocketOption<?>> OF_ANY_TCP = Set.of(StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT, StandardSocketOptions.IP_TOS,
            ExtendedSocketOptions.SO_INCOMING_NAPI_ID, ExtendedSocketOptions.TCP_KEEPIDLE,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, ExtendedSocketOptions.TCP_KEEPCOUNT,
            ExtendedSocketOptions.TCP_QUICKACK);
    static final Set<SocketOption<?>> OF_LISTENER = OF_ANY_TCP;
    static final Set<SocketOption<?>> OF_STREAM = with(OF_ANY_TCP, StandardSocketOptions.SO_SNDBUF,
            StandardSocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_LINGER, StandardSocketOptions.TCP_NODELAY,
            SO_OOBINLINE);
    static final Set<SocketOption<?>> OF_DATAGRAMS = Set.of(StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_REUSEADDR, StandardSocketOptions.SO_REUSEPORT,
            StandardSocketOptions.SO_BROADCAST, StandardSocketOptions.IP_TOS, StandardSocketOptions.IP_MULTICAST_IF,
            StandardSocketOptions.IP_MULTICAST_TTL, StandardSocketOptions.IP_MULTICAST_LOOP,
            ExtendedSocketOptions.IP_DONTFRAGMENT, ExtendedSocketOptions.SO_INCOMING_NAPI_ID);
    static final Set<SocketOption<?>> OF_UNIX_LISTENER = Set.of(StandardSocketOptions.SO_RCVBUF);
    static final Set<SocketOption<?>> OF_UNIX_STREAM = Set.of(StandardSocketOptions.SO_RCVBUF,
            StandardSocketOptions.SO_SNDBUF, StandardSocketOptions.SO_LINGER, ExtendedSocketOptions.SO_PEERCRED);

    private EpollOptions() {
    }

    private static Set<SocketOption<?>> with(Set<SocketOption<?>> some, SocketOption<?>... more) {
        return Stream.concat(some.stream(), Stream.of(more)).collect(Collectors.toUnmodifiableSet());
    }

    // ---- setting

    static void set(EpollSocket socket, SocketOption<?> option, Object value) throws IOException {
        if (!option.type().isInstance(value)) {
            throw new IllegalArgumentException("Invalid value '" + value + "'");
        }
        if (option == ExtendedSocketOptions.SO_PEERCRED) {
            throw new SocketException("SO_PEERCRED cannot be set");
        }
        if (option == StandardSocketOptions.SO_LINGER) {
            setLinger(socket, (Integer) value);
        } else {
            set(socket, PLACES.get(option), numberOf(option, value));
        }
    }

    private static void set(EpollSocket socket, Place place, int number) throws IOException {
        if (socket.isIpv6() && place.ofIpv6 != 0) {
            socket.setInt(IPV6, place.ofIpv6, number);
        }
        // Packets to an IPv4 address follow the IPv4 option, even from an IPv6 socket.
        if (place.number == IP.IP_MULTICAST_IF.intValue() && place.level == IPV4) {
            EpollMulticast.setInterface(socket, number);
        } else {
            socket.setInt(place.level, place.number, number);
        }
    }

    private static int numberOf(SocketOption<?> option, Object value) throws IOException {
        return switch (value) {
            case NetworkInterface through -> indexOf(through);
            case Boolean on when option == ExtendedSocketOptions.IP_DONTFRAGMENT -> on ? DONT_FRAGMENT : MAY_FRAGMENT;
            case Boolean on -> on ? 1 : 0;
            default -> (Integer) value;
        };
    }

    private static int indexOf(NetworkInterface through) throws IOException {
        if (through.getIndex() == -1) {
            throw new IOException("Network interface cannot be identified");
        }
        return through.getIndex();
    }

    private static void setLinger(EpollSocket socket, int seconds) throws IOException {
        socket.setInts(SOCKET, SO_LINGER, seconds < 0 ? 0 : 1, Math.clamp(seconds, 0, MOST_LINGER));
        socket.fd().setLingers(seconds > 0);
    }

    // ---- getting

    static Object get(EpollSocket socket, SocketOption<?> option) throws IOException {
        if (option == ExtendedSocketOptions.SO_PEERCRED) {
            return EpollPeer.of(socket);
        }
        Place place = PLACES.get(option);
        if (option == StandardSocketOptions.SO_LINGER) {
            long pair = socket.getLong(SOCKET, SO_LINGER);
            return (int) pair == 0 ? -1 : (int) (pair >>> Integer.SIZE);
        }
        if (option == StandardSocketOptions.IP_MULTICAST_IF && !socket.isIpv6()) {
            return EpollMulticast.interfaceOf(socket);
        }
        boolean ofIpv6 = socket.isIpv6() && place.ofIpv6 != 0 && option != ExtendedSocketOptions.IP_DONTFRAGMENT;
        int number = ofIpv6 ? socket.getInt(IPV6, place.ofIpv6) : socket.getInt(place.level, place.number);
        return valueOf(option, number);
    }

    private static Object valueOf(SocketOption<?> option, int number) throws IOException {
        if (option == StandardSocketOptions.IP_MULTICAST_IF) {
            return number == 0 ? null : NetworkInterface.getByIndex(number);
        }
        if (option == ExtendedSocketOptions.IP_DONTFRAGMENT) {
            return number == DONT_FRAGMENT;
        }
        if (option == StandardSocketOptions.SO_RCVBUF || option == StandardSocketOptions.SO_SNDBUF) {
            // Linux reports twice the size that was set.
            return number / 2;
        }
        return option.type() == Boolean.class ? (Object) (number != 0) : (Integer) number;
    }
}
