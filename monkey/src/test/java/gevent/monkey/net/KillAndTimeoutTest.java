package gevent.monkey.net;

import static gevent.Gevent.killall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.monkey.FreshHub;
import greenlet.GreenletExit;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A kill or a Timeout ends a wait in a socket, and the connection goes on. */
@Tag("io")
@ExtendWith(FreshHub.class)
class KillAndTimeoutTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration SOON = Duration.ofMillis(10);
    /** More than the system buffers between two sockets. */
    private static final int MUCH = 16 << 20;
    private static final int BLOCK = 1 << 20;

    private static byte[] filled(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    /** A greenlet that has run until it first waits. */
    private static Greenlet<Void> begun(Action body) {
        Greenlet<Void> greenlet = spawn(body);
        sleep();
        assertFalse(greenlet.isReady());
        return greenlet;
    }

    /** Reads until there is nothing more, and says how much that was. */
    private static int drain(Pair pair) throws Exception {
        int n = 0;
        pair.far().setSoTimeout(10);
        try {
            byte[] bytes = new byte[BLOCK];
            while (true) {
                n += pair.farIn().read(bytes);
            }
        } catch (java.net.SocketTimeoutException drained) {
            pair.far().setSoTimeout(0);
            return n;
        }
    }

    // ---- reading

    @Test
    void whoIsKilledReadingReadsNothing() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<?> reader = begun(() -> pair.in().read());
            reader.kill();
            pair.farOut().write('x');

            assertTrue(reader.isSuccessful());
            assertEquals('x', pair.in().read());
        }
    }

    @Test
    void whoIsKilledAsDataComesLeavesIt() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<?> reader = begun(() -> pair.in().read());
            pair.farOut().write('x');
            reader.kill();

            assertEquals('x', pair.in().read());
        }
    }

    @Test
    void readsOnAfterATimeout() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<Integer> reader = spawn(() -> {
                assertThrows(Timeout.class, () -> withTimeout(SOON, () -> pair.in().read()));
                pair.farOut().write('x');
                return pair.in().read();
            });

            assertEquals('x', reader.get());
        }
    }

    @Test
    void aMainReadsOnAfterATimeout() throws Exception {
        try (Pair pair = Pair.open()) {
            assertThrows(Timeout.class, () -> withTimeout(SOON, () -> pair.in().read()));
            pair.farOut().write('x');

            assertEquals('x', pair.in().read());
        }
    }

    @Test
    void aTimeoutComesBeforeALongerSoTimeout() throws Exception {
        try (Pair pair = Pair.open()) {
            pair.near().setSoTimeout(60_000);

            assertThrows(Timeout.class, () -> withTimeout(SOON, () -> pair.in().read()));
        }
    }

    @Test
    void whoCatchesTheKillReadsOn() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<Integer> reader = spawn(() -> {
                assertThrows(GreenletExit.class, () -> pair.in().read());
                return pair.in().read();
            });
            sleep();
            reader.kill(new GreenletExit(), false, null);
            sleep();
            pair.farOut().write('x');

            assertEquals('x', reader.get());
        }
    }

    // ---- accepting

    @Test
    void theNextAcceptsWhenOneIsKilled() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            Greenlet<?> acceptor = begun(() -> server.accept());
            acceptor.kill();
            try (Socket client = new Socket(LOOPBACK, server.getLocalPort()); Socket accepted = server.accept()) {
                assertEquals(client.getLocalPort(), accepted.getPort());
            }
        }
    }

    @Test
    void whoIsKilledAsAConnectionComesLeavesIt() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            Greenlet<?> acceptor = begun(() -> server.accept());
            try (java.net.Socket client = new java.net.Socket(LOOPBACK, server.getLocalPort())) {
                acceptor.kill();
                try (Socket accepted = server.accept()) {
                    assertEquals(client.getLocalPort(), accepted.getPort());
                }
            }
        }
    }

    @Test
    void acceptsOnAfterATimeout() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            assertThrows(Timeout.class, () -> withTimeout(SOON, server::accept));
            try (Socket client = new Socket(LOOPBACK, server.getLocalPort()); Socket accepted = server.accept()) {
                assertEquals(client.getLocalPort(), accepted.getPort());
            }
        }
    }

    // ---- connecting

    @Test
    void whatIsKilledConnectingIsClosed() throws Exception {
        try (BlackHole hole = new BlackHole(); Socket socket = new Socket()) {
            Greenlet<?> connector = begun(() -> socket.connect(hole.address()));
            connector.kill();

            assertTrue(connector.isSuccessful());
            assertFalse(socket.isConnected());
            assertEquals("Socket closed", assertThrows(java.net.SocketException.class,
                    () -> socket.connect(hole.address())).getMessage());
        }
    }

    @Test
    void aTimeoutEndsConnecting() throws Exception {
        try (BlackHole hole = new BlackHole(); Socket socket = new Socket()) {
            assertThrows(Timeout.class, () -> withTimeout(SOON, () -> {
                socket.connect(hole.address());
                return null;
            }));
            assertFalse(socket.isConnected());
        }
    }

    @Test
    void aTimeoutEndsAConstructor() throws Exception {
        try (BlackHole hole = new BlackHole()) {
            assertThrows(Timeout.class, () -> withTimeout(SOON, () -> new Socket(LOOPBACK, hole.address().getPort())));
        }
    }

    // ---- writing

    @Test
    void theNextWritesWhenOneIsKilled() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<?> writer = begun(() -> pair.out().write(new byte[MUCH]));
            writer.kill();
            int sent = drain(pair);
            pair.out().write('x');

            assertTrue(sent > 0 && sent < MUCH, () -> sent + " bytes");
            assertEquals('x', pair.farIn().read());
        }
    }

    @Test
    void writesOnAfterATimeout() throws Exception {
        try (Pair pair = Pair.open()) {
            assertThrows(Timeout.class, () -> withTimeout(SOON, () -> {
                pair.out().write(new byte[MUCH]);
                return null;
            }));
            drain(pair);
            pair.out().write('x');

            assertEquals('x', pair.farIn().read());
        }
    }

    @Test
    void whoIsKilledWaitingForItsTurnWritesNothing() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<?> first = begun(() -> pair.out().write(filled(1, MUCH)));
            Greenlet<?> second = begun(() -> pair.out().write(filled(2, BLOCK)));
            Greenlet<?> third = begun(() -> pair.out().write(filled(3, BLOCK)));
            second.kill();

            assertArrayEquals(filled(1, MUCH), pair.farIn().readNBytes(MUCH));
            assertArrayEquals(filled(3, BLOCK), pair.farIn().readNBytes(BLOCK));
            Gevent.joinall(first, third);
        }
    }

    @Test
    void whoTimesOutWaitingForItsTurnWritesNothing() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<?> first = begun(() -> pair.out().write(filled(1, MUCH)));
            assertThrows(Timeout.class, () -> withTimeout(SOON, () -> {
                pair.out().write(2);
                return null;
            }));
            Greenlet<?> third = begun(() -> pair.out().write(3));

            assertArrayEquals(filled(1, MUCH), pair.farIn().readNBytes(MUCH));
            assertEquals(3, pair.farIn().read());
            Gevent.joinall(first, third);
        }
    }

    @Test
    void theNextHasItsTurnWhenTheWriterIsKilled() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<?> first = begun(() -> pair.out().write(filled(1, MUCH)));
            Greenlet<?> second = begun(() -> pair.out().write(2));
            first.kill();

            byte[] bytes = new byte[BLOCK];
            int n;
            do {
                n = pair.farIn().read(bytes);
            } while (bytes[n - 1] == 1);
            assertEquals(2, bytes[n - 1]);
            second.join();
            assertTrue(second.isSuccessful());
        }
    }

    @Test
    void whoIsKilledAsItsTurnComesPassesItOn() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<?> first = begun(() -> pair.out().write(filled(1, MUCH)));
            Greenlet<?> second = begun(() -> pair.out().write(2));
            Greenlet<?> third = begun(() -> pair.out().write(3));
            killall(List.of(first, second));
            drain(pair);

            assertTrue(third.join(Duration.ofSeconds(10)));
            assertTrue(third.isSuccessful());
        }
    }

    @Test
    void whoIsKilledBeforeItWaitsForItsTurnDoesNotGetIt() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<?> first = begun(() -> pair.out().write(filled(1, MUCH)));
            Greenlet<?> second = spawn(() -> {
                Gevent.getcurrent().kill(new GreenletExit(), false, null);
                // The kill finds it in no wait of the hub, and so is thrown at the next.
                Thread.yield();
                pair.out().write(2);
            });
            second.join();
            Greenlet<?> third = begun(() -> pair.out().write(3));

            assertArrayEquals(filled(1, MUCH), pair.farIn().readNBytes(MUCH));
            assertEquals(3, pair.farIn().read());
            Gevent.joinall(first, third);
        }
    }

    @Test
    void aCloseEndsTheWaitForATurn() throws Exception {
        try (Pair pair = Pair.open()) {
            List<Throwable> thrown = new ArrayList<>();
            List<Greenlet<?>> writers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                writers.add(begun(() -> thrown.add(
                        assertThrows(java.net.SocketException.class, () -> pair.out().write(new byte[MUCH])))));
            }
            pair.near().close();
            Gevent.joinall(writers);

            assertEquals(List.of("Socket closed", "Socket closed", "Socket closed"),
                    thrown.stream().map(Throwable::getMessage).toList());
        }
    }

    // ---- closing the hub

    @Test
    void closingTheHubEndsWhatWaits() throws Exception {
        try (Pair pair = Pair.open()) {
            List<Throwable> thrown = new ArrayList<>();
            begun(() -> {
                try {
                    pair.in().read();
                } catch (Throwable t) {
                    thrown.add(t);
                    throw t;
                }
            });
            Gevent.getHub().close();

            assertInstanceOf(GreenletExit.class, thrown.getFirst());
            pair.farOut().write('x');
            assertEquals('x', pair.in().read());
        }
    }
}
