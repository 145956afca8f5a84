package gevent.monkey.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Options: which there are, what they are at first, what they take, and what they become. */
class OptionContractTest extends Contract {
    private interface Reader {
        Object read(SocketOption<?> option) throws IOException;
    }

    private static Set<String> names(Set<SocketOption<?>> options) {
        Set<String> names = new TreeSet<>();
        options.forEach(option -> names.add(option.name()));
        return names;
    }

    /** By name, what cannot be read as the kind of its exception. */
    private static Map<String, Object> values(Set<SocketOption<?>> options, Reader reader) {
        Map<String, Object> values = new TreeMap<>();
        options.forEach(option -> {
            try {
                values.put(option.name(), reader.read(option));
            } catch (IOException | RuntimeException e) {
                values.put(option.name(), e.getClass());
            }
        });
        // The system's own number for a socket.
        values.remove("SO_INCOMING_NAPI_ID");
        return values;
    }

    // ---- which there are

    @Test
    void aSocketHasTheOptionsOfTheJdk() throws Exception {
        try (java.net.Socket jdk = new java.net.Socket()) {
            assertEquals(names(jdk.supportedOptions()), names(socket().supportedOptions()));
        }
    }

    @Test
    void aServerHasTheOptionsOfTheJdk() throws Exception {
        try (java.net.ServerSocket jdk = new java.net.ServerSocket()) {
            assertEquals(names(jdk.supportedOptions()), names(server().supportedOptions()));
        }
    }

    @Test
    void aSocketsDefaultsAreTheJdks() throws Exception {
        java.net.Socket ours = socket();
        try (java.net.Socket jdk = new java.net.Socket()) {
            assertEquals(values(jdk.supportedOptions(), jdk::getOption),
                    values(jdk.supportedOptions(), ours::getOption));
        }
    }

    @Test
    void aServersDefaultsAreTheJdks() throws Exception {
        java.net.ServerSocket ours = server();
        try (java.net.ServerSocket jdk = new java.net.ServerSocket()) {
            assertEquals(values(jdk.supportedOptions(), jdk::getOption),
                    values(jdk.supportedOptions(), ours::getOption));
        }
    }

    @Test
    void anAcceptedSocketsDefaultsAreTheJdks() throws Exception {
        java.net.Socket ours = pair().far();
        try (Pair jdk = Sockets.JDK.pair()) {
            assertEquals(values(jdk.far().supportedOptions(), jdk.far()::getOption),
                    values(jdk.far().supportedOptions(), ours::getOption));
        }
    }

    @Test
    void whatItDoesNotHaveIsRefused() throws Exception {
        java.net.Socket socket = socket();
        java.net.ServerSocket server = server();

        assertFails(UnsupportedOperationException.class, "'IP_MULTICAST_TTL' not supported",
                () -> socket.getOption(StandardSocketOptions.IP_MULTICAST_TTL));
        assertFails(UnsupportedOperationException.class, "'IP_MULTICAST_TTL' not supported",
                () -> socket.setOption(StandardSocketOptions.IP_MULTICAST_TTL, 1));
        assertFails(UnsupportedOperationException.class, "'TCP_NODELAY' not supported",
                () -> server.getOption(StandardSocketOptions.TCP_NODELAY));
    }

    // ---- setting

    @Test
    void whatIsSetByMethodIsReadByName() throws Exception {
        java.net.Socket socket = pair().near();
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        socket.setSoLinger(true, 7);
        socket.setReuseAddress(true);
        socket.setTrafficClass(0x10);

        assertTrue(socket.getOption(StandardSocketOptions.TCP_NODELAY));
        assertTrue(socket.getOption(StandardSocketOptions.SO_KEEPALIVE));
        assertEquals(7, socket.getOption(StandardSocketOptions.SO_LINGER));
        assertTrue(socket.getOption(StandardSocketOptions.SO_REUSEADDR));
        assertEquals(0x10, socket.getOption(StandardSocketOptions.IP_TOS));
    }

    @Test
    void whatIsSetByNameIsReadByMethod() throws Exception {
        java.net.Socket socket = socket();
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true)
                .setOption(StandardSocketOptions.SO_KEEPALIVE, true)
                .setOption(StandardSocketOptions.SO_LINGER, 7)
                .setOption(StandardSocketOptions.SO_REUSEADDR, true)
                .setOption(StandardSocketOptions.IP_TOS, 0x10);

        assertTrue(socket.getTcpNoDelay() && socket.getKeepAlive() && socket.getReuseAddress());
        assertEquals(7, socket.getSoLinger());
        assertEquals(0x10, socket.getTrafficClass());
    }

    @Test
    void lingeringIsSwitchedOff() throws Exception {
        java.net.Socket socket = socket();
        assertEquals(-1, socket.getSoLinger());
        socket.setSoLinger(true, 7);
        socket.setSoLinger(false, 0);

        assertEquals(-1, socket.getSoLinger());
    }

    @Test
    void buffersGrowAsAsked() throws Exception {
        java.net.Socket socket = socket();
        socket.setSendBufferSize(20_000);
        socket.setReceiveBufferSize(20_000);

        assertTrue(socket.getSendBufferSize() >= 20_000);
        assertTrue(socket.getReceiveBufferSize() >= 20_000);
    }

    @Test
    void theTimeoutIsRemembered() throws Exception {
        java.net.Socket socket = socket();
        java.net.ServerSocket server = server();
        assertEquals(0, socket.getSoTimeout());
        socket.setSoTimeout(123);
        server.setSoTimeout(456);

        assertEquals(123, socket.getSoTimeout());
        assertEquals(456, server.getSoTimeout());
    }

    @Test
    void urgentDataIsInLineOnlyIfWanted() throws Exception {
        java.net.Socket socket = socket();
        assertFalse(socket.getOOBInline());
        socket.setOOBInline(true);

        assertTrue(socket.getOOBInline());
    }

    @Test
    void aServerTakesItsOptions() throws Exception {
        java.net.ServerSocket server = server();
        server.setReuseAddress(false);
        server.setReceiveBufferSize(20_000);
        server.setOption(StandardSocketOptions.IP_TOS, 0x10);

        assertFalse(server.getReuseAddress());
        assertTrue(server.getReceiveBufferSize() >= 20_000);
        assertEquals(0x10, server.getOption(StandardSocketOptions.IP_TOS));
    }

    @Test
    void whatAServerAcceptsHasItsReceiveBuffer() throws Exception {
        java.net.ServerSocket server = server();
        server.setReceiveBufferSize(20_000);
        server.bind(null);
        closeLater(sockets.socket("localhost", server.getLocalPort()));

        assertEquals(server.getReceiveBufferSize(), closeLater(server.accept()).getReceiveBufferSize());
    }

    @Test
    void whatAServerAcceptsHasItsTrafficClass() throws Exception {
        java.net.ServerSocket server = server();
        server.setOption(StandardSocketOptions.IP_TOS, 0x10);
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        closeLater(sockets.socket("localhost", server.getLocalPort()));

        assertEquals(0x10, closeLater(server.accept()).getTrafficClass());
    }

    @Test
    void aServerRefusesATrafficClassThatIsNoByte() throws Exception {
        java.net.ServerSocket server = server();

        for (int each : new int[] {-1, 256}) {
            assertFails(IllegalArgumentException.class, "Invalid IP_TOS value",
                    () -> server.setOption(StandardSocketOptions.IP_TOS, each));
        }
        assertEquals(0, server.getOption(StandardSocketOptions.IP_TOS));
    }

    @Test
    void whatCannotBeIsRefused() throws Exception {
        java.net.Socket socket = socket();

        assertFails(IllegalArgumentException.class, "timeout can't be negative", () -> socket.setSoTimeout(-1));
        assertFails(IllegalArgumentException.class, "negative send size", () -> socket.setSendBufferSize(0));
        assertFails(IllegalArgumentException.class, "Invalid send/receive buffer size",
                () -> socket.setOption(StandardSocketOptions.SO_SNDBUF, -1));
        assertFails(IllegalArgumentException.class, "Invalid value 'null'",
                () -> socket.setOption(StandardSocketOptions.SO_SNDBUF, null));
        assertThrowsExactly(NullPointerException.class, () -> socket.getOption(null));
    }

    @Test
    void aClosedSocketHasNone() throws Exception {
        java.net.Socket socket = pair().near();
        socket.close();

        assertFails(SocketException.class, "Socket is closed", socket::getTcpNoDelay);
        assertFails(SocketException.class, "Socket is closed", () -> socket.setKeepAlive(true));
        assertFails(SocketException.class, "Socket is closed",
                () -> socket.getOption(StandardSocketOptions.TCP_NODELAY));
        assertFails(SocketException.class, "Socket closed", socket::getTrafficClass);
    }

    @Test
    void aClosedServerHasNone() throws Exception {
        java.net.ServerSocket server = listening();
        server.close();

        assertFails(SocketException.class, "Socket is closed", server::getReuseAddress);
        assertFails(SocketException.class, "Socket is closed", () -> server.setSoTimeout(1));
    }
}
