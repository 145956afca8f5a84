package gevent.monkey.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrowsExactly;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.monkey.FreshHub;
import gevent.monkey.OtherThread;
import java.net.SocketException;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Interrupts of a thread that waits in a socket: they close the socket of a virtual thread, which a greenlet is, and
 * leave a platform thread alone. On the main of a hub they are Python's KeyboardInterrupt.
 */
@ExtendWith(FreshHub.class)
class InterruptContractTest {
    private static final int MUCH = 16 << 20;

    private static void interrupt(OtherThread other, String waitingIn) {
        OtherThread.awaitWaitingIn(other.thread(), waitingIn);
        other.thread().interrupt();
    }

    /** Code that has its socket closed under it, and keeps its interrupt status. */
    private static Callable<Boolean> closedByInterrupt(Executable code) {
        return () -> {
            SocketException e = assertThrowsExactly(SocketException.class, code);
            assertEquals("Closed by interrupt", e.getMessage());
            return Thread.currentThread().isInterrupted();
        };
    }

    // ---- virtual threads

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_ON_A_THREAD_WITHOUT_HUB"})
    void closesTheSocketOfAVirtualThreadThatReads(Sockets sockets) throws Exception {
        try (Pair pair = sockets.pair()) {
            OtherThread reader = OtherThread.startVirtual(closedByInterrupt(() -> pair.in().read()));
            interrupt(reader, "read");

            assertTrue(reader.<Boolean>result());
            assertTrue(pair.near().isClosed());
            assertEquals(-1, pair.farIn().read());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_ON_A_THREAD_WITHOUT_HUB"})
    void closesTheSocketOfAVirtualThreadThatReadsWithATimeout(Sockets sockets) throws Exception {
        try (Pair pair = sockets.pair()) {
            pair.near().setSoTimeout(60_000);
            OtherThread reader = OtherThread.startVirtual(closedByInterrupt(() -> pair.in().read()));
            interrupt(reader, "read");

            assertTrue(reader.<Boolean>result());
            assertTrue(pair.near().isClosed());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_ON_A_THREAD_WITHOUT_HUB"})
    void closesTheSocketOfAVirtualThreadThatWrites(Sockets sockets) throws Exception {
        try (Pair pair = sockets.pair()) {
            OtherThread writer = OtherThread.startVirtual(closedByInterrupt(() -> pair.out().write(new byte[MUCH])));
            interrupt(writer, "write");

            assertTrue(writer.<Boolean>result());
            assertTrue(pair.near().isClosed());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_ON_A_THREAD_WITHOUT_HUB"})
    void closesTheSocketOfAVirtualThreadThatAccepts(Sockets sockets) throws Exception {
        try (java.net.ServerSocket server = sockets.listening()) {
            OtherThread acceptor = OtherThread.startVirtual(closedByInterrupt(server::accept));
            interrupt(acceptor, "accept");

            assertTrue(acceptor.<Boolean>result());
            assertTrue(server.isClosed());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_ON_A_THREAD_WITHOUT_HUB"})
    void closesTheSocketOfAVirtualThreadThatConnects(Sockets sockets) throws Exception {
        try (BlackHole hole = new BlackHole(); java.net.Socket socket = sockets.socket()) {
            OtherThread connector = OtherThread.startVirtual(closedByInterrupt(() -> socket.connect(hole.address())));
            interrupt(connector, "connect");

            assertTrue(connector.<Boolean>result());
            assertTrue(socket.isClosed());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_ON_A_THREAD_WITHOUT_HUB"})
    void oneThatCameBeforeClosesWhatWouldWait(Sockets sockets) throws Exception {
        try (Pair pair = sockets.pair()) {
            OtherThread reader = OtherThread.startVirtual(() -> {
                Thread.currentThread().interrupt();
                return closedByInterrupt(() -> pair.in().read()).call();
            });

            assertTrue(reader.<Boolean>result());
            assertTrue(pair.near().isClosed());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_ON_A_THREAD_WITHOUT_HUB"})
    void whatNeedNotWaitDoesNotMind(Sockets sockets) throws Exception {
        try (Pair pair = sockets.pair()) {
            pair.farOut().write('x');
            OtherThread reader = OtherThread.startVirtual(() -> {
                Thread.currentThread().interrupt();
                assertEquals('x', pair.in().read());
                return Thread.currentThread().isInterrupted();
            });

            assertTrue(reader.<Boolean>result());
            assertFalse(pair.near().isClosed());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_IN_A_GREENLET"})
    void closesTheSocketOfAGreenlet(Sockets sockets) throws Exception {
        try (Pair pair = sockets.pair()) {
            assertTrue(Gevent.run(() -> {
                Thread self = Thread.currentThread();
                OtherThread.start(() -> {
                    OtherThread.awaitWaitingIn(self, "read");
                    self.interrupt();
                    return null;
                });
                return closedByInterrupt(() -> pair.in().read()).call();
            }));
            assertTrue(pair.near().isClosed());
        }
    }

    // ---- platform threads

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_ON_A_THREAD_WITHOUT_HUB"})
    void aPlatformThreadReadsOn(Sockets sockets) throws Exception {
        try (Pair pair = sockets.pair()) {
            OtherThread reader = OtherThread.start(() -> {
                assertEquals('x', pair.in().read());
                return Thread.currentThread().isInterrupted();
            });
            interrupt(reader, "read");
            OtherThread.awaitWaitingIn(reader.thread(), "read");
            pair.farOut().write('x');

            assertTrue(reader.<Boolean>result());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_ON_A_THREAD_WITHOUT_HUB"})
    void aPlatformThreadReadsOnUntilItsTimeIsUp(Sockets sockets) throws Exception {
        try (Pair pair = sockets.pair()) {
            pair.near().setSoTimeout(20);
            OtherThread reader = OtherThread.start(() -> {
                Thread.currentThread().interrupt();
                assertThrowsExactly(java.net.SocketTimeoutException.class, () -> pair.in().read());
                return Thread.currentThread().isInterrupted();
            });

            assertTrue(reader.<Boolean>result());
            assertFalse(pair.near().isClosed());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JDK", "OURS_ON_A_THREAD_WITHOUT_HUB"})
    void aPlatformThreadAcceptsOn(Sockets sockets) throws Exception {
        try (java.net.ServerSocket server = sockets.listening()) {
            OtherThread acceptor = OtherThread.start(() -> {
                server.accept().close();
                return Thread.currentThread().isInterrupted();
            });
            interrupt(acceptor, "accept");
            sockets.socket(server.getInetAddress(), server.getLocalPort()).close();

            assertTrue(acceptor.<Boolean>result());
        }
    }

    // ---- the main of a hub

    @Test
    void endsTheReadOfAMainAndLeavesTheSocket() throws Exception {
        Hub.get();
        Thread self = Thread.currentThread();
        try (Pair pair = Pair.open()) {
            OtherThread interruptor = OtherThread.start(() -> {
                OtherThread.awaitWaitingIn(self, "read");
                self.interrupt();
                return null;
            });
            assertThrowsExactly(Interrupted.class, () -> pair.in().read());
            interruptor.result();
            pair.farOut().write('x');

            assertFalse(Thread.interrupted());
            assertEquals('x', pair.in().read());
        }
    }
}
