package gevent.ssl;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Reported;
import gevent.server.StreamServer;
import gevent.socket.Socket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** TLS between greenlets of one thread. */
@Tag("io")
@ExtendWith(FreshHub.class)
class SslTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    /** More than the system buffers between two sockets. */
    private static final int MUCH = 16 << 20;

    private static SSLContext server;
    private static SSLContext client;
    private static SSLContext otherServer;
    private static SSLContext clientWithKey;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeAll
    static void makeKeys() throws Exception {
        Certificates certificates = Certificates.get();
        server = certificates.context("localhost");
        client = certificates.context(null);
        otherServer = certificates.context("other.test");
        clientWithKey = certificates.context("other.test");
    }

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T closedLater(T one) {
        opened.add(one);
        return one;
    }

    private interface Handler {
        void handle(SSLSocket client) throws Exception;
    }

    private static StreamServer unstarted(Handler handler) {
        return new StreamServer(ANY_PORT, socket -> handler.handle((SSLSocket) socket));
    }

    private StreamServer serving(Handler handler) throws IOException {
        return closedLater(unstarted(handler)).tls(server).start();
    }

    private static void echo(SSLSocket socket) throws IOException {
        socket.getInputStream().transferTo(socket.getOutputStream());
    }

    private SSLSocket connected(StreamServer to) throws IOException {
        return closedLater(Ssl.client(client, "localhost", to.port()));
    }

    private static String ask(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(UTF_8));
        return new String(socket.getInputStream().readNBytes(text.length()), UTF_8);
    }

    // ---- talking

    @Test
    void clientAndServerTalk() throws IOException {
        SSLSocket socket = connected(serving(SslTest::echo));

        assertEquals("hello", ask(socket, "hello"));
        assertEquals("TLSv1.3", socket.getSession().getProtocol());
    }

    @Test
    void muchGoesBothWaysAtOnce() throws IOException {
        SSLSocket socket = connected(serving(SslTest::echo));
        byte[] much = new byte[MUCH];
        new Random(1).nextBytes(much);
        Greenlet<byte[]> reader = spawn(() -> socket.getInputStream().readNBytes(MUCH));
        Greenlet<Void> writer = spawn(() -> socket.getOutputStream().write(much));

        assertArrayEquals(much, reader.get());
        writer.get();
    }

    @Test
    void olderTlsWorksToo() throws IOException {
        StreamServer old = closedLater(unstarted(SslTest::echo))
                .tls(server, parameters -> parameters.setProtocols(new String[] {"TLSv1.2"})).start();
        SSLSocket socket = connected(old);

        assertEquals("TLSv1.2", socket.getSession().getProtocol());
        assertEquals("hello", ask(socket, "hello"));
    }

    @Test
    void whatAHandlerWroteIsAllThereWhenItReturns() throws IOException {
        SSLSocket socket = connected(serving(far -> far.getOutputStream().write("bye".getBytes(UTF_8))));

        assertEquals("bye", new String(socket.getInputStream().readAllBytes(), UTF_8));
    }

    @Test
    void aHandlerThatFailsHasItsConnectionClosed() throws IOException {
        Reported reported = Reported.here();
        SSLSocket socket = connected(serving(_ -> {
            throw new IllegalStateException("on purpose");
        }));

        assertEquals(-1, socket.getInputStream().read());
        assertInstanceOf(IllegalStateException.class, reported.errors().getFirst());
    }

    @Test
    void whoEndsWritingGoesOnReading() throws IOException {
        SSLSocket socket = connected(serving(far -> {
            byte[] all = far.getInputStream().readAllBytes();
            far.getOutputStream().write(("got " + new String(all, UTF_8)).getBytes(UTF_8));
        }));
        socket.getOutputStream().write("hello".getBytes(UTF_8));
        socket.shutdownOutput();

        assertEquals("got hello", new String(socket.getInputStream().readAllBytes(), UTF_8));
    }

    // ---- what the two agree on

    /** To a server at this machine that is said to be another. */
    private SSLSocket connectedToOther(StreamServer to) throws IOException {
        return closedLater(Ssl.client(client, new Socket("localhost", to.port()), "other.test"));
    }

    @Test
    void theServerIsToldWhichHostIsMeant() throws IOException {
        List<Object> names = new ArrayList<>();
        StreamServer other = closedLater(unstarted(far -> names.addAll(
                assertInstanceOf(ExtendedSSLSession.class, far.getSession()).getRequestedServerNames())))
                .tls(otherServer).start();
        connectedToOther(other).getInputStream().read();

        assertEquals(List.of(new SNIHostName("other.test")), names);
    }

    @Test
    void theyAgreeOnAProtocolOfTheApplication() throws IOException {
        List<String> chosen = new ArrayList<>();
        StreamServer serving = closedLater(unstarted(far -> chosen.add(far.getApplicationProtocol())))
                .tls(server, parameters -> parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"}))
                .start();
        SSLSocket socket = closedLater(Ssl.client(client, new Socket("localhost", serving.port()), "localhost",
                parameters -> parameters.setApplicationProtocols(new String[] {"spdy", "http/1.1"})));
        socket.getInputStream().read();

        assertEquals("http/1.1", socket.getApplicationProtocol());
        assertEquals(List.of("http/1.1"), chosen);
    }

    @Test
    void aClientProvesWhoItIs() throws IOException {
        List<String> names = new ArrayList<>();
        StreamServer asking = closedLater(unstarted(far -> names.add(far.getSession().getPeerPrincipal().getName())))
                .tls(server, parameters -> parameters.setNeedClientAuth(true)).start();
        closedLater(Ssl.client(clientWithKey, "localhost", asking.port())).getInputStream().read();

        assertEquals(List.of("CN=other.test"), names);
    }

    // ---- many

    @Test
    void clientsThatSayNothingKeepNobodyFromBeingServed() throws IOException {
        StreamServer serving = serving(SslTest::echo);
        for (int i = 0; i < 20; i++) {
            Socket slow = closedLater(new Socket("localhost", serving.port()));
            slow.getOutputStream().write(new byte[] {22, 3, 1});
        }

        assertEquals("hello", ask(connected(serving), "hello"));
        serving.stop(Duration.ZERO);
    }

    @Test
    void manyHandshakesAtOnce() throws IOException {
        StreamServer serving = serving(SslTest::echo);
        List<Greenlet<?>> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            String text = "hello " + i;
            all.add(spawn(() -> assertEquals(text, ask(connected(serving), text))));
        }

        joinall(all, true);
    }
}
