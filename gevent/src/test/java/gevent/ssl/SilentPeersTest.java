package gevent.ssl;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action1;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.Reported;
import gevent.server.StreamServer;
import gevent.socket.Socket;
import gevent.testing.Simulated;
import gevent.testing.Simulation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;

/** TLS with peers that are silent, wrong, killed or too late: in virtual time, on a network that cuts reads short. */
class SilentPeersTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final int SEEDS = 3;
    /** Enough for all that is under way. */
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int MUCH = 1 << 20;

    private static SSLContext server;
    private static SSLContext client;
    private static SSLContext otherServer;

    @BeforeAll
    static void makeKeys() throws Exception {
        Certificates certificates = Certificates.get();
        server = certificates.context("localhost");
        client = certificates.context(null);
        otherServer = certificates.context("other.test");
    }

    private static StreamServer unstarted(Action1<SSLSocket> handler) {
        return new StreamServer(ANY_PORT, socket -> handler.run((SSLSocket) socket));
    }

    private static StreamServer serving(Action1<SSLSocket> handler) throws IOException {
        return unstarted(handler).tls(server).start();
    }

    /** One that accepts, and then says nothing. */
    private static StreamServer silent() throws IOException {
        return new StreamServer(ANY_PORT, _ -> sleep(Duration.ofDays(1))).start();
    }

    private static void echo(SSLSocket socket) throws IOException {
        socket.getInputStream().transferTo(socket.getOutputStream());
    }

    private static SSLSocket connected(StreamServer to) throws IOException {
        return Ssl.client(client, "localhost", to.port());
    }

    private static String ask(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return new String(socket.getInputStream().readNBytes(text.length()), UTF_8);
    }

    // ---- ends and refusals

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void theHandlerOfASocketSeesTheEndWhenTheClientCloses() throws IOException {
        List<String> seen = new ArrayList<>();
        try (StreamServer serving = serving(far -> seen.add(new String(far.getInputStream().readAllBytes(), UTF_8)))) {
            SSLSocket socket = connected(serving);
            socket.getOutputStream().write("hello".getBytes(UTF_8));
            socket.close();
            sleep(MINUTE);

            assertEquals(List.of("hello"), seen);
        }
    }

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void aServerMayRefuseHosts() throws IOException {
        Reported reported = Reported.here();
        try (StreamServer picky = unstarted(SilentPeersTest::echo).tls(otherServer, parameters ->
                parameters.setSNIMatchers(List.of(SNIHostName.createSNIMatcher("third\\.test")))).start()) {
            assertThrows(SSLHandshakeException.class,
                    () -> Ssl.client(client, new Socket("localhost", picky.port()), "other.test"));
            sleep(MINUTE);
            assertEquals(List.of(), reported.errors());
            assertTrue(picky.isStarted());
        }
    }

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void aServerThatIsSomebodyElseIsRefused() throws IOException {
        Reported reported = Reported.here();
        try (StreamServer other = unstarted(SilentPeersTest::echo).tls(otherServer).start()) {
            assertThrows(SSLHandshakeException.class, () -> connected(other));
            sleep(MINUTE);
            assertEquals(List.of(), reported.errors());
        }
    }

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void aClientThatCannotProveWhoItIsIsRefused() throws IOException {
        Reported reported = Reported.here();
        try (StreamServer asking = unstarted(SilentPeersTest::echo)
                .tls(server, parameters -> parameters.setNeedClientAuth(true)).start()) {
            assertThrows(IOException.class, () -> connected(asking).getInputStream().read());
            sleep(MINUTE);
            assertEquals(List.of(), reported.errors());
        }
    }

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void aClientThatSpeaksNoTlsIsRefused() throws IOException {
        Reported reported = Reported.here();
        try (StreamServer serving = serving(SilentPeersTest::echo);
                Socket plain = new Socket("localhost", serving.port())) {
            plain.getOutputStream().write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
            try {
                while (plain.getInputStream().read() >= 0) { }
            } catch (SocketException reset) {
                assertEquals("Connection reset", reset.getMessage());
            }
            sleep(MINUTE);

            assertEquals(List.of(), reported.errors());
        }
    }

    // ---- giving up

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void aTimeoutEndsAHandshakeAndClosesTheSocket() throws IOException {
        try (StreamServer silent = silent(); Socket below = new Socket("localhost", silent.port())) {
            assertThrows(Timeout.class, () -> withTimeout(MINUTE, () -> Ssl.client(client, below, "localhost")));
            assertTrue(below.isClosed());
            silent.stop(Duration.ZERO);
        }
    }

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void aKillEndsAHandshakeAndClosesTheSocket() throws IOException {
        try (StreamServer silent = silent(); Socket below = new Socket("localhost", silent.port())) {
            Greenlet<SSLSocket> handshake = spawn(() -> Ssl.client(client, below, "localhost"));
            sleep(MINUTE);
            handshake.kill();

            assertTrue(handshake.isDead() && below.isClosed());
            silent.stop(Duration.ZERO);
        }
    }

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void aServerGivesUpAClientWhenItsTimeIsUp() throws IOException {
        Reported reported = Reported.here();
        try (StreamServer serving = unstarted(SilentPeersTest::echo).tls(server).handshakeTimeout(MINUTE).start();
                Socket slow = new Socket("localhost", serving.port())) {
            assertEquals(-1, slow.getInputStream().read());
            assertEquals(1, Simulation.current().elapsed().toMinutes());
            sleep(MINUTE);
            assertEquals(List.of(), reported.errors());
        }
    }

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void stoppingTheServerEndsHandlersThatNobodyReadsFrom() throws IOException {
        try (StreamServer serving = serving(far -> far.getOutputStream().write(new byte[MUCH]));
                SSLSocket socket = connected(serving)) {
            sleep(MINUTE);

            assertFalse(serving.stop(MINUTE));
            assertEquals(0, serving.handling());
            assertTrue(socket.getInputStream().readAllBytes().length < MUCH);
        }
    }

    // ---- being thrown into

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void afterAReadThatWasKilledTheConnectionIsUsable() throws IOException {
        try (StreamServer serving = serving(SilentPeersTest::echo); SSLSocket socket = connected(serving)) {
            Greenlet<Integer> reader = spawn(() -> socket.getInputStream().read());
            sleep(MINUTE);
            reader.kill();

            assertTrue(reader.isDead());
            assertEquals("hello", ask(socket, "hello"));
        }
    }

    @Simulated(seeds = SEEDS)
    void afterATimeoutInTheMidstOfARecordTheConnectionIsUsable() throws IOException {
        try (StreamServer serving = serving(SilentPeersTest::echo); Relay relay = new Relay(serving.port());
                SSLSocket socket = Ssl.client(client, "localhost", relay.port())) {
            assertEquals("x", ask(socket, "x"));
            relay.holdAfter(11);
            socket.getOutputStream().write("hello".getBytes(UTF_8));
            assertThrows(Timeout.class, () -> withTimeout(MINUTE, () -> socket.getInputStream().read()));
            assertEquals(11, relay.passed());
            relay.goOn();

            assertEquals("hello", new String(socket.getInputStream().readNBytes(5), UTF_8));
            assertEquals("again", ask(socket, "again"));
        }
    }

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void theTimeOfAReadIsLimitedByTheSocketToo() throws IOException {
        try (StreamServer serving = serving(SilentPeersTest::echo); SSLSocket socket = connected(serving)) {
            socket.setSoTimeout((int) MINUTE.toMillis());
            assertThrows(SocketTimeoutException.class, () -> socket.getInputStream().read());
            assertEquals(1, Simulation.current().elapsed().toMinutes());
            socket.setSoTimeout(0);

            assertEquals("hello", ask(socket, "hello"));
        }
    }

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void closingEndsARead() throws IOException {
        try (StreamServer serving = serving(SilentPeersTest::echo)) {
            SSLSocket socket = connected(serving);
            Greenlet<Object> reader = spawn(() -> {
                try {
                    return socket.getInputStream().read();
                } catch (SocketException closed) {
                    return closed.getMessage();
                }
            });
            sleep(MINUTE);
            socket.close();

            assertTrue(List.of("Socket closed", -1).contains(reader.get()), () -> String.valueOf(reader.get()));
        }
    }
}
