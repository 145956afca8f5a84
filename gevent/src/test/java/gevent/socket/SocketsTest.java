package gevent.socket;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Timeout;
import gevent.hub.FreshHub;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The functions of Python's socket module. */
@Tag("io")
@ExtendWith(FreshHub.class)
class SocketsTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    /** More than Linux keeps for a server with a backlog of one. */
    private static final int ENOUGH = 4;

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        // A thread may be about to tell the hub that it is done.
        Pools.dns().join();
    }

    private <T extends AutoCloseable> T closedLater(T one) {
        opened.add(one);
        return one;
    }

    private ServerSocket server() throws IOException {
        return closedLater(new ServerSocket(0, 50, LOOPBACK));
    }

    private static int closedPort() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK)) {
            return server.getLocalPort();
        }
    }

    /** A port at which connecting takes for ever. */
    private int blackHole() throws IOException {
        ServerSocket server = closedLater(new ServerSocket(0, 1, LOOPBACK));
        for (int i = 0; i < ENOUGH; i++) {
            Socket waiting = closedLater(new Socket());
            try {
                waiting.connect(server.getLocalSocketAddress(), 1);
            } catch (SocketTimeoutException full) {
                break;
            }
        }
        return server.getLocalPort();
    }

    // ---- createConnection

    @Test
    void connectsToAHost() throws IOException {
        ServerSocket server = server();
        Socket socket = closedLater(Sockets.createConnection("localhost", server.getLocalPort()));

        assertEquals(socket.getLocalSocketAddress(), closedLater(server.accept()).getRemoteSocketAddress());
    }

    @Test
    void connectsToAnAddress() throws IOException {
        ServerSocket server = server();

        assertTrue(closedLater(Sockets.createConnection("127.0.0.1", server.getLocalPort())).isConnected());
    }

    @Test
    void triesOneAddressAfterTheOther() throws IOException {
        ServerSocket server = closedLater(new ServerSocket(0, 5, InetAddress.getByAddress(new byte[] {127, 0, 0, 2})));
        List<InetSocketAddress> both = List.of(new InetSocketAddress("127.0.0.1", server.getLocalPort()),
                new InetSocketAddress("127.0.0.2", server.getLocalPort()));
        Socket socket = closedLater(Sockets.createConnection(both, null, null));

        assertEquals(both.getLast(), socket.getRemoteSocketAddress());
    }

    @Test
    void whenNoneAnswersTheLastFailureIsThrownAndTheOthersAreInIt() throws IOException {
        int port = closedPort();
        List<InetSocketAddress> three = List.of(new InetSocketAddress("127.0.0.1", port),
                new InetSocketAddress("127.0.0.2", port), new InetSocketAddress("127.0.0.3", port));
        ConnectException last = assertThrows(ConnectException.class,
                () -> Sockets.createConnection(three, null, null));

        assertEquals(2, last.getSuppressed().length);
    }

    @Test
    void eachAddressHasItsTime() throws IOException {
        int port = blackHole();

        assertThrows(SocketTimeoutException.class,
                () -> Sockets.createConnection("127.0.0.1", port, Duration.ofMillis(20)));
    }

    @Test
    void aTimeoutEndsItWithoutAnotherTry() throws IOException {
        int port = blackHole();
        List<InetSocketAddress> twice = List.of(new InetSocketAddress("127.0.0.1", port),
                new InetSocketAddress("127.0.0.1", port));
        Timeout expired = assertThrows(Timeout.class, () -> {
            try (Timeout _ = Timeout.start(Duration.ofMillis(20))) {
                Sockets.createConnection(twice, null, null);
            }
        });

        assertArrayEquals(new Throwable[0], expired.getSuppressed());
    }

    @Test
    void connectsFromAnAddress() throws IOException {
        ServerSocket server = server();
        Socket socket = closedLater(Sockets.createConnection("127.0.0.1", server.getLocalPort(), null,
                new InetSocketAddress("127.0.0.5", 0)));

        assertEquals("127.0.0.5", socket.getLocalAddress().getHostAddress());
    }

    @Test
    void anUnknownHostIsTold() {
        assertThrows(UnknownHostException.class, () -> Sockets.createConnection("nobody.invalid", 80));
    }

    @Test
    void aNegativeTimeIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> Sockets.createConnection("localhost", 80, Duration.ofSeconds(-1)));
    }
}
