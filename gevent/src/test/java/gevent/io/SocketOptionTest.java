package gevent.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gevent.hub.FreshHub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Every option of every kind of socket: there if the JDK's channel has it, with its default, and taking its values. */
@Tag("io")
@ParameterizedClass
@EnumSource(SocketOptionTest.Kind.class)
@ExtendWith(FreshHub.class)
class SocketOptionTest {
    /** A kind of socket, ours and the JDK's. */
    enum Kind {
        STREAM(Transport::newStream, SocketChannel::open),
        LISTENER(Transport::newListener, ServerSocketChannel::open),
        DATAGRAMS(Transport::newDatagrams, DatagramChannel::open),
        UNIX_STREAM(Transport::newUnixStream, () -> SocketChannel.open(StandardProtocolFamily.UNIX)),
        UNIX_LISTENER(Transport::newUnixListener, () -> ServerSocketChannel.open(StandardProtocolFamily.UNIX));

        private final Making ours;
        private final Opening jdks;

        Kind(Making ours, Opening jdks) {
            this.ours = ours;
            this.jdks = jdks;
        }
    }

    private interface Making {
        SocketEndpoint on(Transport transport) throws IOException;
    }

    private interface Opening {
        NetworkChannel open() throws IOException;
    }

    /** What is not the default, for each option that there is. */
    private static Map<SocketOption<?>, Object> others() throws IOException {
        Map<SocketOption<?>, Object> others = new LinkedHashMap<>();
        for (SocketOption<?> on : List.of(StandardSocketOptions.SO_KEEPALIVE, StandardSocketOptions.SO_REUSEADDR,
                StandardSocketOptions.SO_REUSEPORT, StandardSocketOptions.SO_BROADCAST,
                StandardSocketOptions.TCP_NODELAY, ExtendedSocketOptions.IP_DONTFRAGMENT)) {
            others.put(on, true);
        }
        others.put(StandardSocketOptions.IP_MULTICAST_LOOP, false);
        others.put(ExtendedSocketOptions.TCP_QUICKACK, false);
        others.put(StandardSocketOptions.SO_LINGER, 7);
        others.put(StandardSocketOptions.SO_RCVBUF, 30_000);
        others.put(StandardSocketOptions.SO_SNDBUF, 30_000);
        others.put(StandardSocketOptions.IP_TOS, 0x10);
        others.put(StandardSocketOptions.IP_MULTICAST_TTL, 7);
        others.put(StandardSocketOptions.IP_MULTICAST_IF,
                NetworkInterface.getByInetAddress(InetAddress.ofLiteral("127.0.0.1")));
        others.put(ExtendedSocketOptions.TCP_KEEPIDLE, 77);
        others.put(ExtendedSocketOptions.TCP_KEEPINTERVAL, 78);
        others.put(ExtendedSocketOptions.TCP_KEEPCOUNT, 7);
        return others;
    }

    @Parameter
    private Kind kind;

    private SocketEndpoint ours;
    private NetworkChannel jdks;

    @BeforeEach
    void open() throws IOException {
        ours = kind.ours.on(Transport.get());
        jdks = kind.jdks.open();
    }

    @AfterEach
    void close() throws IOException {
        ours.close();
        jdks.close();
    }

    private interface Reader {
        Object read(SocketOption<?> option) throws IOException;
    }

    private static String read(Reader reader, SocketOption<?> option) {
        try {
            return String.valueOf(reader.read(option));
        } catch (IOException e) {
            return e.getClass().getName();
        }
    }

    private Map<String, String> values(Iterable<SocketOption<?>> options, Reader reader) {
        Map<String, String> values = new TreeMap<>(Comparator.naturalOrder());
        options.forEach(option -> values.put(option.name(), read(reader, option)));
        return values;
    }

    @Test
    void theyAreThoseOfTheJdkWithTheirDefaults() {
        Map<String, String> jdk = values(jdks.supportedOptions(), jdks::getOption);
        if (kind == Kind.LISTENER) {
            // A server's socket has it, and what it accepts has it from there.
            jdk.put("IP_TOS", "0");
        }

        assertEquals(jdk, values(ours.supportedOptions(), ours::getOption));
    }

    @SuppressWarnings("unchecked")
    private static <T> void set(SocketEndpoint endpoint, SocketOption<?> option, Object value) throws IOException {
        endpoint.setOption((SocketOption<T>) option, (T) value);
    }

    @Test
    void eachTakesItsValues() throws IOException {
        Map<SocketOption<?>, Object> others = others();
        for (SocketOption<?> option : ours.supportedOptions()) {
            Object value = others.get(option);
            if (value != null) {
                set(ours, option, value);
                assertEquals(value, ours.getOption(option), option.name());
            } else {
                // To be read only; or the JDK keeps it to itself.
                assertEquals(true, List.of("SO_INCOMING_NAPI_ID", "SO_PEERCRED", "SO_OOBINLINE")
                        .contains(option.name()), option.name());
            }
        }
    }

    @Test
    void noneTakesAValueThatItCannot() {
        for (SocketOption<?> option : ours.supportedOptions()) {
            assertThrows(IllegalArgumentException.class, () -> set(ours, option, null), option.name());
        }
    }

    @Test
    void aClosedOneHasNone() throws IOException {
        ours.close();

        for (SocketOption<?> option : ours.supportedOptions()) {
            assertEquals("Socket closed", assertThrows(SocketException.class,
                    () -> ours.getOption(option), option.name()).getMessage());
        }
    }
}
