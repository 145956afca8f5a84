package gevent.socket;

import gevent.io.SocketEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketOptions;
import java.net.StandardSocketOptions;
import java.util.Set;
import java.util.stream.Collectors;

/** Maps the numbered options of {@link java.net.SocketOptions} to the named options of a transport. */
final class NumberedOption {
    private NumberedOption() {
    }

    /** The options that have a name, too: the JDK knows SO_OOBINLINE by number only. */
    static Set<SocketOption<?>> named(SocketEndpoint endpoint) {
        return endpoint.supportedOptions().stream().filter(option -> !option.name().equals("SO_OOBINLINE"))
                .collect(Collectors.toUnmodifiableSet());
    }

    static void checkNamed(SocketEndpoint endpoint, SocketOption<?> option) {
        if (!named(endpoint).contains(option)) {
            throw new UnsupportedOperationException("'" + option + "' not supported");
        }
    }

    static int timeout(Object value) throws SocketException {
        if (!(value instanceof Integer millis)) {
            throw new SocketException("Bad value for SO_TIMEOUT");
        }
        if (millis < 0) {
            throw new SocketException("timeout < 0");
        }
        return millis;
    }

    static void set(SocketEndpoint endpoint, int id, Object value) throws SocketException {
        // SO_LINGER is false for off, or a number of seconds.
        Object wanted = id == SocketOptions.SO_LINGER && Boolean.FALSE.equals(value) ? -1 : value;
        try {
            set(endpoint, named(endpoint, id), wanted);
        } catch (SocketException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw withCause(e);
        }
    }

    private static <T> void set(SocketEndpoint endpoint, SocketOption<T> option, Object value) throws IOException {
        if (!option.type().isInstance(value)) {
            throw new SocketException("Bad value for " + option.name());
        }
        boolean isSize = option == StandardSocketOptions.SO_SNDBUF || option == StandardSocketOptions.SO_RCVBUF;
        if (isSize && (int) value <= 0) {
            throw new SocketException(option.name() + " <= 0");
        }
        endpoint.setOption(option, option.type().cast(value));
    }

    static Object get(SocketEndpoint endpoint, int id) throws SocketException {
        try {
            if (id == SocketOptions.SO_BINDADDR) {
                InetSocketAddress local = (InetSocketAddress) endpoint.localAddress();
                return (local != null ? local : new InetSocketAddress(0)).getAddress();
            }
            Object value = endpoint.getOption(named(endpoint, id));
            return id == SocketOptions.SO_LINGER && value.equals(-1) ? false : value;
        } catch (SocketException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw withCause(e);
        }
    }

    private static SocketOption<?> named(SocketEndpoint endpoint, int id) throws SocketException {
        String name = switch (id) {
            case SocketOptions.SO_LINGER -> "SO_LINGER";
            case SocketOptions.IP_TOS -> "IP_TOS";
            case SocketOptions.TCP_NODELAY -> "TCP_NODELAY";
            case SocketOptions.SO_SNDBUF -> "SO_SNDBUF";
            case SocketOptions.SO_RCVBUF -> "SO_RCVBUF";
            case SocketOptions.SO_KEEPALIVE -> "SO_KEEPALIVE";
            case SocketOptions.SO_OOBINLINE -> "SO_OOBINLINE";
            case SocketOptions.SO_REUSEADDR -> "SO_REUSEADDR";
            case SocketOptions.SO_REUSEPORT -> "SO_REUSEPORT";
            default -> throw new SocketException("Unknown option " + id);
        };
        // Look up by name, because the JDK does not export its SO_OOBINLINE option.
        return endpoint.supportedOptions().stream().filter(option -> option.name().equals(name)).findFirst()
                .orElseThrow(() -> new SocketException(name + " not supported"));
    }

    private static SocketException withCause(Exception e) {
        SocketException s = new SocketException(e.getMessage());
        s.initCause(e);
        return s;
    }
}
