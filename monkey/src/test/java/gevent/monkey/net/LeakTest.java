package gevent.monkey.net;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.Hub;
import gevent.monkey.FreshHub;
import gevent.monkey.OtherThread;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** The system gets back what it gave for a socket, however that ends, and at once if it can be. */
@Tag("io")
@EnabledOnOs(OS.LINUX)
@ExtendWith(FreshHub.class)
class LeakTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration SOON = Duration.ofMillis(10);

    private Set<String> before;

    /** The sockets and pollers that this process holds, each by a name of its own. */
    private static Set<String> held() {
        Set<String> held = new HashSet<>();
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : (Iterable<Path>) descriptors::iterator) {
                String target = targetOf(descriptor);
                if (target.startsWith("socket:")) {
                    held.add(target);
                } else if (target.startsWith("anon_inode:[event")) {
                    held.add(descriptor + " " + target);
                }
            }
            return held;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String targetOf(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException goneMeanwhile) {
            return "";
        }
    }

    private Set<String> leaked() {
        Set<String> now = held();
        now.removeAll(before);
        return now;
    }

    /** What waits for threads without hub keeps its poller. */
    @BeforeAll
    static void useEachKindOfThread() throws Exception {
        assertThrows(SocketTimeoutException.class, () -> {
            try (Pair pair = Pair.open()) {
                pair.near().setSoTimeout(1);
                pair.in().read();
            }
        });
    }

    /** The hub's own poller counts as held before, unless a test closes the hub. */
    @BeforeEach
    void look() throws Exception {
        before = held();
        useOnce();
        Set<String> ofTheHub = leaked();
        assertFalse(ofTheHub.stream().anyMatch(name -> name.startsWith("socket:")), ofTheHub::toString);
        before = held();
    }

    private static void useOnce() throws Exception {
        Hub.get();
        try (Pair pair = Pair.open()) {
            pair.near().setSoTimeout(1);
            assertThrows(SocketTimeoutException.class, () -> pair.in().read());
        }
    }

    /** Our selector lets go of what others close in a turn of the loop. */
    private void awaitNothingLeaked() {
        OtherThread.awaitThat(() -> {
            sleep();
            return leaked().isEmpty();
        });
    }

    private static Greenlet<Void> begun(Action body) {
        Greenlet<Void> greenlet = spawn(body);
        sleep();
        assertFalse(greenlet.isReady());
        return greenlet;
    }

    // ---- close

    @Test
    void anOpenOneIsSeen() throws Exception {
        try (Pair pair = Pair.open()) {
            assertEquals(2, leaked().size(), pair::toString);
        }
    }

    @Test
    void aCloseGivesItBackAtOnce() throws Exception {
        useOnce();

        assertEquals(Set.of(), leaked());
    }

    @Test
    void aCloseGivesItBackWhileOthersWaitOnIt() throws Exception {
        Pair pair = Pair.open();
        Greenlet<?> reader = begun(() -> assertThrows(SocketException.class, () -> pair.in().read()));
        pair.close();
        assertEquals(Set.of(), leaked());

        reader.join();
        assertTrue(reader.isSuccessful());
    }

    @Test
    void aCloseFromAnotherThreadGivesItBack() throws Exception {
        Pair pair = Pair.open();
        Thread self = Thread.currentThread();
        OtherThread closer = OtherThread.start(() -> {
            OtherThread.awaitWaitingIn(self, "read");
            pair.close();
            return null;
        });
        assertThrows(SocketException.class, () -> pair.in().read());
        closer.result();

        awaitNothingLeaked();
    }

    @Test
    void aCloseGivesItBackThatAThreadWithoutHubUsed() throws Exception {
        OtherThread.start(() -> {
            try (Pair pair = Pair.open()) {
                pair.near().setSoTimeout(1);
                return assertThrows(SocketTimeoutException.class, () -> pair.in().read());
            }
        }).result();

        awaitNothingLeaked();
    }

    @Test
    void closingAServerGivesBackWhatItDidNotAccept() throws Exception {
        ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
        server.setSoTimeout(1);
        assertThrows(SocketTimeoutException.class, server::accept);
        new Socket(LOOPBACK, server.getLocalPort()).close();
        server.close();

        assertEquals(Set.of(), leaked());
    }

    @Test
    void manyAreGivenBack() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 200, LOOPBACK)) {
            Greenlet<?> acceptor = spawn(() -> {
                for (int i = 0; i < 100; i++) {
                    server.accept().close();
                }
            });
            Gevent.joinall(java.util.stream.IntStream.range(0, 100).mapToObj(i -> spawn(() -> {
                try (Socket socket = new Socket(LOOPBACK, server.getLocalPort())) {
                    assertEquals(-1, socket.getInputStream().read());
                }
            })).toList(), true);
            acceptor.join();
        }

        assertEquals(Set.of(), leaked());
    }

    // ---- what fails

    @Test
    void aRefusedConnectLeavesNothing() throws Exception {
        int nobodys;
        try (ServerSocket gone = new ServerSocket(0, 50, LOOPBACK)) {
            nobodys = gone.getLocalPort();
        }
        assertThrows(java.net.ConnectException.class, () -> new Socket(LOOPBACK, nobodys));

        assertEquals(Set.of(), leaked());
    }

    @Test
    void anUnknownHostLeavesNothing() {
        assertThrows(java.net.UnknownHostException.class, () -> new Socket("nobody.invalid", 80));

        assertEquals(Set.of(), leaked());
    }

    @Test
    void aConnectThatTimesOutLeavesNothing() throws Exception {
        try (BlackHole hole = new BlackHole()) {
            before = held();
            assertThrows(SocketTimeoutException.class, () -> new Socket().connect(hole.address(), 10));

            assertEquals(Set.of(), leaked());
        }
    }

    @Test
    void aKilledConnectLeavesNothing() throws Exception {
        try (BlackHole hole = new BlackHole()) {
            before = held();
            begun(() -> new Socket().connect(hole.address())).kill();

            assertEquals(Set.of(), leaked());
        }
    }

    @Test
    void aTimeoutInAConnectLeavesNothing() throws Exception {
        try (BlackHole hole = new BlackHole()) {
            before = held();
            assertThrows(Timeout.class, () -> withTimeout(SOON, () -> new Socket(LOOPBACK, hole.address().getPort())));

            assertEquals(Set.of(), leaked());
        }
    }

    @Test
    void aServerThatCannotBeBoundLeavesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 50, LOOPBACK)) {
            before = held();
            assertThrows(java.net.BindException.class, () -> new ServerSocket(taken.getLocalPort(), 50, LOOPBACK));

            assertEquals(Set.of(), leaked());
        }
    }

    @Test
    void anAcceptThatIsKilledLeavesNothing() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
            begun(() -> server.accept()).kill();
        }

        assertEquals(Set.of(), leaked());
    }

    // ---- what is dropped

    private static void drop() throws IOException {
        new ServerSocket(0, 50, LOOPBACK);
        new Socket().bind(null);
    }

    private static void dropUsed() throws IOException {
        Pair pair = Pair.open();
        pair.near().setSoTimeout(1);
        assertThrows(SocketTimeoutException.class, () -> pair.in().read());
    }

    private void collectUntilNothingIsLeaked() {
        OtherThread.awaitThat(() -> {
            System.gc();
            sleep();
            return leaked().isEmpty();
        });
    }

    @Test
    void whatIsDroppedIsCollected() throws Exception {
        drop();
        assertEquals(2, leaked().size());

        collectUntilNothingIsLeaked();
    }

    @Test
    void whatIsDroppedAfterUseIsCollected() throws Exception {
        dropUsed();
        assertEquals(2, leaked().size());

        collectUntilNothingIsLeaked();
    }

    // ---- closing the hub

    @Test
    void aClosedHubHoldsNothing() throws Exception {
        Hub.get().close();
        before = held();
        useOnce();
        assertFalse(leaked().isEmpty());
        Hub.get().close();

        assertEquals(Set.of(), leaked());
    }

    @Test
    void aClosedHubLeavesASocketThatCanBeGivenBack() throws Exception {
        Hub.get().close();
        before = held();
        Hub.get();
        Pair pair = Pair.open();
        begun(() -> pair.in().read());
        Hub.get().close();
        assertEquals(2, leaked().size());
        pair.close();

        assertEquals(Set.of(), leaked());
    }

    @Test
    void aHubThatEndedWithItsThreadHoldsNothing() throws Exception {
        Thread thread = Thread.ofPlatform().start(() -> {
            try {
                useOnce();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        thread.join();

        assertEquals(Set.of(), leaked());
    }

    @Test
    void aHubWithoutSocketsHoldsNothing() {
        Hub.get().close();
        before = held();
        Gevent.joinall(List.of(spawn(() -> sleep(0.001))));

        assertEquals(Set.of(), leaked());
    }
}
