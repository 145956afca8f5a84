package gevent.monkey.net;

import static gevent.Gevent.gather;
import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.monkey.FreshHub;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What waits in a socket lets others run: client and server are on one thread here, so whatever blocks it hangs. */
@Tag("io")
@ExtendWith(FreshHub.class)
class CooperationTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    /** More than the system buffers between two sockets. */
    private static final int MUCH = 16 << 20;
    private static final int SOCKETS = 1_000;
    /** A hub that does not spin asks its poller once or twice per wait. */
    private static final int FEW = 20;

    private final List<String> seen = new ArrayList<>();

    private static byte[] random(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] filled(int value, int length) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    // ---- others run

    @Test
    void whoReadsLetsOthersRun() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<?> reader = spawn(() -> {
                seen.add("reads");
                seen.add("has read " + pair.in().read());
            });
            Greenlet<?> writer = spawn(() -> {
                seen.add("writes");
                pair.farOut().write(1);
            });
            joinall(reader, writer);
        }
        assertEquals(List.of("reads", "writes", "has read 1"), seen);
    }

    @Test
    void whoWritesLetsOthersRun() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<?> writer = spawn(() -> {
                seen.add("writes");
                pair.out().write(new byte[MUCH]);
                seen.add("has written");
            });
            Greenlet<?> reader = spawn(() -> {
                seen.add("reads");
                pair.farIn().readNBytes(MUCH);
            });
            joinall(writer, reader);
        }
        assertEquals(List.of("writes", "reads", "has written"), seen);
    }

    @Test
    void whoAcceptsLetsOthersRun() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            Greenlet<?> acceptor = spawn(() -> {
                seen.add("accepts");
                server.accept().close();
                seen.add("has accepted");
            });
            Greenlet<?> connector = spawn(() -> {
                seen.add("connects");
                new Socket(LOOPBACK, server.getLocalPort()).close();
            });
            joinall(acceptor, connector);
        }
        assertEquals(List.of("accepts", "connects", "has accepted"), seen);
    }

    @Test
    void whoConnectsLetsOthersRun() throws Exception {
        try (BlackHole hole = new BlackHole(); Socket socket = new Socket()) {
            Greenlet<?> connector = spawn(() -> {
                seen.add("connects");
                assertThrows(SocketTimeoutException.class, () -> socket.connect(hole.address(), 20));
                seen.add("gave up");
            });
            Greenlet<?> other = spawn(() -> {
                seen.add("other");
            });
            joinall(connector, other);
        }
        assertEquals(List.of("connects", "other", "gave up"), seen);
    }

    @Test
    void aMainThatReadsLetsGreenletsRun() throws Exception {
        try (Pair pair = Pair.open()) {
            spawn(() -> pair.farOut().write('x'));

            assertEquals('x', pair.in().read());
        }
    }

    @Test
    void aMainThatAcceptsLetsGreenletsRun() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            Greenlet<Socket> client = spawn(() -> new Socket(LOOPBACK, server.getLocalPort()));

            try (Socket accepted = server.accept(); Socket connected = client.get()) {
                assertEquals(connected.getLocalPort(), accepted.getPort());
            }
        }
    }

    @Test
    void whatAServerAcceptsIsCooperative() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<Integer> reader = spawn(() -> pair.farIn().read());
            pair.out().write('x');

            assertEquals('x', reader.get());
        }
    }

    // ---- both ways

    @Test
    void muchGoesBothWaysAtOnce() throws Exception {
        byte[] there = random(1, MUCH);
        byte[] back = random(2, MUCH);
        try (Pair pair = Pair.open()) {
            List<byte[]> received = gather(
                    () -> {
                        pair.out().write(there);
                        return null;
                    },
                    () -> pair.farIn().readNBytes(MUCH),
                    () -> {
                        pair.farOut().write(back);
                        return null;
                    },
                    () -> pair.in().readNBytes(MUCH));

            assertArrayEquals(there, received.get(1));
            assertArrayEquals(back, received.get(3));
        }
    }

    @Test
    void oneReadsWhileAnotherWritesToTheSameSocket() throws Exception {
        try (Pair pair = Pair.open()) {
            Greenlet<Integer> reader = spawn(() -> pair.in().read());
            Greenlet<?> writer = spawn(() -> pair.out().write(new byte[MUCH]));
            sleep();
            Greenlet<?> peer = spawn(() -> {
                pair.farOut().write('x');
                pair.farIn().readNBytes(MUCH);
            });

            assertEquals('x', reader.get());
            joinall(writer, peer);
        }
    }

    // ---- several on one socket

    @Test
    void writersTakeTurns() throws Exception {
        int writers = 5;
        int size = 1 << 20;
        try (Pair pair = Pair.open()) {
            List<Greenlet<?>> all = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                byte[] own = filled(i, size);
                all.add(spawn(() -> pair.out().write(own)));
            }
            for (int i = 0; i < writers; i++) {
                assertArrayEquals(filled(i, size), pair.farIn().readNBytes(size), "part " + i);
            }
            joinall(all);
        }
    }

    @Test
    void twoAcceptorsGetAConnectionEach() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            Greenlet<Socket> first = spawn(server::accept);
            Greenlet<Socket> second = spawn(server::accept);
            sleep();
            try (Socket a = new Socket(LOOPBACK, server.getLocalPort());
                    Socket b = new Socket(LOOPBACK, server.getLocalPort());
                    Socket forA = first.get(); Socket forB = second.get()) {
                assertEquals(Set.of(a.getLocalPort(), b.getLocalPort()), Set.of(forA.getPort(), forB.getPort()));
            }
        }
    }

    // ---- many sockets

    private static void echo(java.net.Socket socket) throws IOException {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        }
    }

    private static byte[] sendAndReceive(int port, byte[] what) throws IOException {
        try (Socket socket = new Socket(LOOPBACK, port)) {
            socket.getOutputStream().write(what);
            byte[] back = socket.getInputStream().readNBytes(what.length);
            // All are connected at the same time.
            sleep(0.05);
            socket.shutdownOutput();
            assertEquals(-1, socket.getInputStream().read());
            return back;
        }
    }

    @Test
    void aThousandSocketsEcho() throws Exception {
        try (ServerSocket server = new ServerSocket(0, SOCKETS, LOOPBACK)) {
            Greenlet<?> acceptor = spawn(() -> {
                for (int i = 0; i < SOCKETS; i++) {
                    spawn(CooperationTest::echo, server.accept());
                }
            });
            List<Greenlet<byte[]>> clients = new ArrayList<>();
            for (int i = 0; i < SOCKETS; i++) {
                byte[] message = random(i, 100);
                clients.add(spawn(() -> sendAndReceive(server.getLocalPort(), message)));
            }
            for (int i = 0; i < SOCKETS; i++) {
                assertArrayEquals(random(i, 100), clients.get(i).get());
            }
            acceptor.join();
        }
    }

    // ---- a hub that waits stands still

    @Test
    void itStandsStillAfterAConnect() throws Exception {
        CountingPoller counting = CountingPoller.onNewHub();
        try (Pair pair = Pair.open()) {
            counting.polls();
            sleep(0.05);

            assertTrue(counting.polls() < FEW, pair::toString);
        }
    }

    @Test
    void itStandsStillWhileOneReads() throws Exception {
        CountingPoller counting = CountingPoller.onNewHub();
        try (Pair pair = Pair.open()) {
            pair.near().setSoTimeout(50);
            InputStream in = pair.in();
            counting.polls();
            assertThrows(SocketTimeoutException.class, in::read);

            assertTrue(counting.polls() < FEW);
        }
    }

    @Test
    void itStandsStillWhileNobodyReadsWhatHasCome() throws Exception {
        CountingPoller counting = CountingPoller.onNewHub();
        try (Pair pair = Pair.open()) {
            Greenlet<Integer> reader = spawn(() -> pair.in().read());
            sleep();
            pair.farOut().write(new byte[10]);
            reader.join();
            counting.polls();
            sleep(0.05);

            assertTrue(counting.polls() < FEW);
        }
    }

    @Test
    void itStandsStillAfterAReset() throws Exception {
        CountingPoller counting = CountingPoller.onNewHub();
        try (Pair pair = Pair.open()) {
            pair.near().setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, () -> pair.in().read());
            pair.far().setSoLinger(true, 0);
            pair.far().close();
            counting.polls();
            sleep(0.05);

            assertTrue(counting.polls() < FEW);
        }
    }

    @Test
    void itStandsStillAfterAWrite() throws Exception {
        CountingPoller counting = CountingPoller.onNewHub();
        try (Pair pair = Pair.open()) {
            Greenlet<?> writer = spawn(() -> pair.out().write(new byte[MUCH]));
            pair.farIn().readNBytes(MUCH);
            writer.join();
            counting.polls();
            sleep(0.05);

            assertTrue(counting.polls() < FEW);
        }
    }
}
