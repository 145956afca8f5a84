package gevent.server;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action1;
import gevent.Greenlet;
import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.pool.Pool;
import gevent.socket.ServerSocket;
import gevent.testing.Simulated;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers on sockets. */
@Tag("io")
@ExtendWith(FreshHub.class)
class StreamServerTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(LOOPBACK, 0);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private StreamServer serving(Action1<? super Socket> handler) throws IOException {
        return closedLater(new StreamServer(ANY_PORT, handler)).start();
    }

    private <T extends AutoCloseable> T closedLater(T one) {
        opened.add(one);
        return one;
    }

    private Socket connected(StreamServer server) throws IOException {
        return closedLater(new gevent.socket.Socket(LOOPBACK, server.port()));
    }

    private static void echo(Socket client) throws IOException {
        client.getInputStream().transferTo(client.getOutputStream());
    }

    private static String ask(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(UTF_8));
        return new String(client.getInputStream().readNBytes(text.length()), UTF_8);
    }

    // ---- serving

    @Test
    void aHandlerTalksToItsClient() throws IOException {
        assertEquals("hello", ask(connected(serving(StreamServerTest::echo)), "hello"));
    }

    @Test
    void handlersTakeTurns() throws IOException {
        StreamServer server = serving(StreamServerTest::echo);
        Socket first = connected(server);
        Socket second = connected(server);

        assertEquals("b", ask(second, "b"));
        assertEquals("a", ask(first, "a"));
        assertEquals(2, server.handling());
    }

    @Test
    void aHandlerIsToldWhoItsClientIs() throws IOException {
        AsyncResult<SocketAddress> from = new AsyncResult<>();
        Socket client = connected(serving(socket -> from.set(socket.getRemoteSocketAddress())));

        assertEquals(client.getLocalSocketAddress(), from.get());
    }

    @Test
    void aConnectionIsClosedWhenItsHandlerReturns() throws IOException {
        assertEquals(-1, connected(serving(_ -> { })).getInputStream().read());
    }

    @Test
    void aConnectionOfAHandlerThatFailsIsClosed() throws IOException {
        Hub.get().setErrorHandler((_, _) -> { });
        StreamServer server = serving(_ -> {
            throw new IllegalStateException("on purpose");
        });

        assertEquals(-1, connected(server).getInputStream().read());
        assertEquals(-1, connected(server).getInputStream().read());
    }

    @Test
    void aConnectionThatWasPassedOnLivesAsLongAsTheHandlerWaits() throws IOException {
        StreamServer server = serving(client -> spawn(StreamServerTest::echo, client).join());

        assertEquals("hello", ask(connected(server), "hello"));
    }

    @Test
    void startsWithoutWaiting() throws IOException {
        StreamServer server = serving(_ -> { });

        assertTrue(server.isStarted());
        assertFalse(server.isClosed());
    }

    @Test
    void startingTwiceIsStartingOnce() throws IOException {
        StreamServer server = serving(StreamServerTest::echo);
        int port = server.port();

        server.start();
        assertEquals(port, server.port());
        assertEquals("x", ask(connected(server), "x"));
    }

    // ---- addresses

    @Test
    void tellsWhichPortTheSystemHasChosen() throws IOException {
        StreamServer server = closedLater(new StreamServer(0, _ -> { }));
        assertNull(server.address());
        assertEquals(-1, server.port());

        server.start();
        assertTrue(server.port() > 0);
    }

    @Test
    void aPortAloneIsThatOfAllAddresses() throws IOException {
        StreamServer server = closedLater(new StreamServer(0, StreamServerTest::echo)).start();

        assertTrue(assertInstanceOf(InetSocketAddress.class, server.address()).getAddress().isAnyLocalAddress());
        assertEquals("x", ask(connected(server), "x"));
    }

    @Test
    void anAddressThatIsTakenIsRefusedAndTheServerClosed() throws IOException {
        StreamServer first = serving(_ -> { });
        StreamServer second = new StreamServer(first.address(), _ -> { });

        assertThrows(BindException.class, second::start);
        assertTrue(second.isClosed());
        assertFalse(second.isStarted());
    }

    @Test
    void twoServersShareAPortIfBothSaySo() throws IOException {
        StreamServer first = closedLater(new StreamServer(ANY_PORT, StreamServerTest::echo)).reusePort(true).start();
        StreamServer second = closedLater(new StreamServer(first.address(), StreamServerTest::echo)).reusePort(true);

        second.start();
        first.stop();
        assertEquals("x", ask(connected(second), "x"));
    }

    @Simulated(seeds = 20)
    void servesASocketThatItIsGiven() throws IOException {
        ServerSocket listener = new ServerSocket(0, 5, LOOPBACK);
        StreamServer server = new StreamServer(listener, StreamServerTest::echo).start();
        assertEquals("x", ask(new gevent.socket.Socket(LOOPBACK, server.port()), "x"));

        server.stop();
        assertTrue(listener.isClosed());
    }

    @Test
    void servesASocketOfTheJdk() throws IOException {
        java.net.ServerSocket listener = new java.net.ServerSocket(0, 5, LOOPBACK);
        StreamServer server = closedLater(new StreamServer(listener, StreamServerTest::echo)).start();

        assertEquals("x", ask(connected(server), "x"));
    }

    @Test
    void refusesASocketThatIsNotBound() throws IOException {
        ServerSocket unbound = closedLater(new ServerSocket());

        assertThrows(IllegalArgumentException.class, () -> new StreamServer(unbound, _ -> { }));
    }

    // ---- limits

    @Simulated(seeds = 20)
    void aClientBeyondTheLimitWaitsUntilAnotherIsDone() throws IOException {
        StreamServer server = new StreamServer(ANY_PORT, StreamServerTest::echo).spawn(new Pool(1)).start();
        Socket first = new gevent.socket.Socket(LOOPBACK, server.port());
        assertEquals("a", ask(first, "a"));
        Greenlet<String> second = spawn(() -> ask(new gevent.socket.Socket(LOOPBACK, server.port()), "b"));
        assertFalse(second.join(Duration.ofDays(1)));

        first.close();
        assertEquals("b", second.get());
    }

    // ---- the end

    @Test
    void afterTheStopThePortIsFree() throws IOException {
        StreamServer server = serving(StreamServerTest::echo);
        SocketAddress address = server.address();
        Socket client = connected(server);
        ask(client, "x");
        server.stop(Duration.ZERO);

        assertThrows(ConnectException.class, () -> connected(server));
        StreamServer next = closedLater(new StreamServer(address, StreamServerTest::echo)).start();
        assertEquals("y", ask(connected(next), "y"));
    }

    @Test
    void aHandlerThatIsKilledByTheStopHasItsConnectionClosed() throws IOException {
        StreamServer server = serving(StreamServerTest::echo);
        Socket client = connected(server);
        ask(client, "x");

        assertFalse(server.stop(Duration.ofMillis(10)));
        assertEquals(-1, client.getInputStream().read());
    }

    @Test
    void whileItStopsNobodyIsAcceptedAnyMore() throws IOException {
        StreamServer server = serving(StreamServerTest::echo);
        Socket client = connected(server);
        ask(client, "x");
        Greenlet<Boolean> stopping = spawn(() -> server.stop(Duration.ofSeconds(100)));
        sleep();
        assertThrows(ConnectException.class, () -> connected(server));

        assertEquals("still", ask(client, "still"));
        client.close();
        assertTrue(stopping.get());
    }

    @Test
    void theEndOfItsHubClosesIt() throws IOException {
        StreamServer server = serving(StreamServerTest::echo);
        Socket client = connected(server);
        ask(client, "x");
        Hub.get().close();

        assertTrue(server.isClosed());
        assertThrows(ConnectException.class, () -> connected(server));
        assertEquals(-1, client.getInputStream().read());
    }

    @Test
    void theEndOfItsHubClosesItThoughItHasNotBegun() throws IOException {
        StreamServer server = serving(StreamServerTest::echo);
        Hub.get().close();

        assertTrue(server.isClosed());
    }

    @Test
    void anotherThreadStopsIt() throws Exception {
        Event begun = new Event();
        AsyncResult<StreamServer> made = new AsyncResult<>();
        OtherThread other = OtherThread.start(() -> {
            StreamServer server = new StreamServer(ANY_PORT, client -> {
                begun.set();
                echo(client);
            });
            server.start();
            made.set(server);
            server.serveForever();
            return null;
        });
        StreamServer server;
        try (var _ = Hub.get().async()) {
            server = made.get();
            connected(server);
            begun.await();
        }

        assertFalse(server.stop(Duration.ZERO));
        other.result();
    }

    @Test
    void aServerThatWasStoppedStartsAgain() throws IOException {
        try (StreamServer again = new StreamServer(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                client -> client.getOutputStream().write('x'))) {
            for (int i = 0; i < 3; i++) {
                again.start();
                assertTrue(again.isStarted());
                try (var client = new gevent.socket.Socket(InetAddress.getLoopbackAddress(), again.port())) {
                    assertEquals('x', client.getInputStream().read());
                }
                again.stop();
                assertTrue(again.isClosed());
            }
        }
    }
}
