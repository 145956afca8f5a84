package gevent.monkey.net;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.Hub;
import gevent.monkey.FreshHub;
import gevent.monkey.OtherThread;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** What waits for a packet lets others run, can be killed and timed out, and may be one of several. */
@Tag("io")
@ExtendWith(FreshHub.class)
class DatagramCooperationTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration SOON = Duration.ofMillis(10);
    private static final int MANY = 500;

    private DatagramSocket near;
    private DatagramSocket far;

    @BeforeEach
    void open() throws IOException {
        // Those that are told of a close are not worth a word.
        Hub.get().setErrorHandler((_, _) -> { });
        near = new DatagramSocket(0, LOOPBACK);
        far = new DatagramSocket(0, LOOPBACK);
    }

    @AfterEach
    void close() {
        near.close();
        far.close();
    }

    private void send(String text) throws IOException {
        near.send(new DatagramPacket(text.getBytes(), text.length(), LOOPBACK, far.getLocalPort()));
    }

    private String receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[10], 10);
        far.receive(packet);
        return new String(packet.getData(), 0, packet.getLength());
    }

    private Greenlet<String> receiving() {
        Greenlet<String> receiver = spawn(this::receive);
        sleep();
        assertFalse(receiver.isReady());
        return receiver;
    }

    // ---- others run

    @Test
    void whoReceivesLetsOthersRun() throws Exception {
        Greenlet<String> receiver = receiving();
        send("hello");

        assertEquals("hello", receiver.get());
    }

    @Test
    void aMainThatReceivesLetsGreenletsRun() throws Exception {
        spawn(() -> send("hello"));

        assertEquals("hello", receive());
    }

    @Test
    void whileOneReceivesAnotherSendsAndAsks() throws Exception {
        Greenlet<String> receiver = receiving();
        far.setSoTimeout(7);
        far.send(new DatagramPacket(new byte[] {'x'}, 1, LOOPBACK, far.getLocalPort()));

        assertEquals("x", receiver.get());
    }

    @Test
    void eachPacketGoesToOneOfThoseWhoWait() throws Exception {
        List<String> seen = new ArrayList<>();
        List<Greenlet<?>> receivers = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            receivers.add(spawn(() -> {
                while (seen.size() < MANY) {
                    seen.add(receive());
                }
                far.close();
            }));
        }
        sleep();
        far.setReceiveBufferSize(1 << 20);
        Set<String> sent = new HashSet<>();
        for (int i = 0; i < MANY; i++) {
            sent.add("" + i);
            send("" + i);
            sleep();
        }
        joinall(receivers);

        assertEquals(sent, new HashSet<>(seen));
        assertEquals(MANY, seen.size());
    }

    // ---- whatever ends a wait

    @Test
    void whoIsKilledTakesNoPacket() throws Exception {
        Greenlet<String> receiver = receiving();
        send("hello");
        receiver.kill();

        assertEquals("hello", receive());
    }

    @Test
    void receivesOnAfterATimeout() throws Exception {
        assertThrows(Timeout.class, () -> withTimeout(SOON, this::receive));
        send("hello");

        assertEquals("hello", receive());
    }

    @Test
    void aTimeoutComesBeforeALongerSoTimeout() throws Exception {
        far.setSoTimeout(60_000);

        assertThrows(Timeout.class, () -> withTimeout(SOON, this::receive));
    }

    @Test
    void aCloseEndsAllWaits() throws Exception {
        List<Greenlet<String>> receivers = List.of(receiving(), receiving());
        far.close();

        for (Greenlet<String> receiver : receivers) {
            CompletionException failed = assertThrows(CompletionException.class, receiver::get);
            assertEquals("Socket closed", failed.getCause().getMessage());
        }
    }

    @Test
    void aCloseFromAnotherThreadEndsTheWait() throws Exception {
        Greenlet<String> receiver = receiving();
        OtherThread other = OtherThread.start(() -> {
            far.close();
            return null;
        });

        assertThrows(CompletionException.class, receiver::get);
        other.result();
    }

    @Test
    void anInterruptOfAVirtualThreadClosesItAsWithTheJdks() throws Exception {
        Action receive = () -> {
            Thread.currentThread().interrupt();
            assertEquals("Closed by interrupt", assertThrows(SocketException.class, this::receive).getMessage());
            assertTrue(Thread.interrupted());
        };
        spawn(receive).get();

        assertTrue(far.isClosed());
    }

    // ---- threads

    @Test
    void aThreadWithoutAHubReceives() throws Exception {
        OtherThread plain = OtherThread.start(this::receive);
        send("plain");
        assertEquals("plain", plain.result());
        OtherThread virtual = OtherThread.startVirtual(this::receive);
        send("virtual");

        assertEquals("virtual", virtual.result());
    }

    // ---- leaks

    private static Set<String> sockets() throws IOException {
        Set<String> sockets = new HashSet<>();
        try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : descriptors) {
                try {
                    sockets.add(Files.readSymbolicLink(each).toString());
                } catch (IOException goneMeanwhile) {
                    continue;
                }
            }
        }
        sockets.removeIf(name -> !name.startsWith("socket:"));
        return sockets;
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void isOneSocketOfTheSystemUntilItIsClosed() throws Exception {
        int before = sockets().size();
        try (DatagramSocket _ = new DatagramSocket(); MulticastSocket _ = new MulticastSocket()) {
            assertEquals(before + 2, sockets().size());
        }

        assertEquals(before, sockets().size());
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void oneThatCannotBeBoundLeavesNothing() throws Exception {
        int before = sockets().size();
        assertThrows(SocketException.class, () -> new DatagramSocket(far.getLocalSocketAddress()));

        assertEquals(before, sockets().size());
    }

    @SuppressWarnings("resource")
    private static void drop() throws IOException {
        new DatagramSocket().setSoTimeout(1);
        new MulticastSocket().setSoTimeout(1);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatIsDroppedIsCollected() throws Exception {
        int before = sockets().size();
        drop();
        OtherThread.awaitThat(() -> {
            System.gc();
            try {
                return sockets().size() <= before;
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }
}
