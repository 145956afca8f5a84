package gevent.socket;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import greenlet.GreenletExit;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The mode in which what is thrown into a socket's wait closes the socket. */
@ExtendWith(FreshHub.class)
class ClosingSocketsTest {
    private static final Duration SOON = Duration.ofMillis(10);
    private static final Duration LONG = Duration.ofMinutes(10);

    private Socket near;
    private java.net.Socket far;

    @BeforeEach
    void connect() throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            near = new Socket(InetAddress.getLoopbackAddress(), listener.getLocalPort());
            far = listener.accept();
        }
    }

    @AfterEach
    void close() throws IOException {
        near.close();
        far.close();
    }

    private int read() throws IOException {
        return near.getInputStream().read();
    }

    @Test
    void aTimeoutOfAReadClosesTheSocket() {
        assertEquals(7, withTimeout(SOON, () -> ClosingSockets.call(this::read), 7));

        assertTrue(near.isClosed() || assertThrows(SocketException.class, this::read) != null);
        sleep(SOON);
    }

    @Test
    void aTimeoutOfAWriteClosesTheSocket() {
        withTimeout(SOON, () -> ClosingSockets.call(() -> {
            near.getOutputStream().write(new byte[16 << 20]);
            return 7;
        }), 7);

        assertThrows(SocketException.class, () -> near.getOutputStream().write(1));
    }

    @Test
    void withoutItTheSocketStaysOpen() throws IOException {
        assertEquals(7, withTimeout(SOON, this::read, 7));
        far.getOutputStream().write('x');

        assertEquals('x', read());
    }

    @Test
    void itHoldsForOneCall() throws IOException {
        ClosingSockets.call(() -> 1);

        withoutItTheSocketStaysOpen();
    }

    @Test
    void itMayHoldEverywhere() {
        ClosingSockets.everywhere(true);
        try {
            assertEquals(7, withTimeout(SOON, this::read, 7));
        } finally {
            ClosingSockets.everywhere(false);
        }

        assertThrows(SocketException.class, this::read);
    }

    @Test
    void aKillClosesTheSocket() {
        Greenlet<Integer> g = spawn(() -> ClosingSockets.call(this::read));
        sleep();

        g.kill();

        assertTrue(g.isSuccessful());
        assertThrows(SocketException.class, this::read);
    }

    @Test
    void whatALibrarySwallowsIsThrownAgain() {
        GreenletExit exit = new GreenletExit("told so");
        Greenlet<Throwable> g = spawn(() -> {
            SocketException seen = ClosingSockets.call(() -> assertThrows(SocketException.class, this::read));
            assertSame(exit, seen.getCause());
            return assertThrows(Throwable.class, () -> sleep(LONG));
        });
        sleep();

        g.kill(exit, true, null);

        assertSame(exit, g.value());
    }

    @Test
    void whatAClientThrowsWithoutACauseIsRecognised() {
        assertEquals(7, withTimeout(SOON, () -> ClosingSockets.call(() -> {
            assertThrows(SocketException.class, this::read);
            throw new IllegalStateException("The connection is broken");
        }), 7));
        sleep(SOON);
    }

    @Test
    void aReadThatTimesOutByItselfLeavesTheSocketOpen() throws IOException {
        near.setSoTimeout(1);
        ClosingSockets.call(() -> assertThrows(java.net.SocketTimeoutException.class, this::read));

        assertFalse(near.isClosed());
        far.getOutputStream().write('x');
        assertEquals('x', read());
    }
}
