package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.Event;
import gevent.hub.ChildJvm.Ended;
import gevent.socket.Sockets;
import greenlet.GreenletExit;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Waits in a class initializer, from which a virtual thread cannot leave its carrier, end nevertheless. */
@Tag("io")
@ExtendWith(FreshHub.class)
class PinnedWaitTest {
    private static Socket socket;
    private static Event event;

    /** Its initializer reads from a socket. */
    private static final class Reads {
        static final int FIRST;
        static final int SECOND;

        static {
            try {
                FIRST = socket.getInputStream().read();
                SECOND = socket.getInputStream().read();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** Its initializer sleeps. */
    private static final class Sleeps {
        static final boolean SLEPT;

        static {
            sleep(0.001);
            SLEPT = true;
        }
    }

    /** Its initializer waits for an event. */
    private static final class Waits {
        static final boolean CAME = event.await(Duration.ofHours(1));
    }

    /** Its initializer waits for what never comes, under a limit. */
    private static final class IsLimited {
        static final Timeout ENDED;

        static {
            ENDED = assertThrows(Timeout.class, () -> {
                try (Timeout _ = Timeout.start(Duration.ofMillis(1))) {
                    new Event().await();
                }
            });
        }
    }

    private static void awaitPinned(Greenlet<?> greenlet) {
        Thread.State state;
        do {
            Thread.onSpinWait();
            Thread thread = greenlet.thread();
            state = thread == null ? Thread.State.NEW : thread.getState();
        } while (state != Thread.State.WAITING && state != Thread.State.TIMED_WAITING);
    }

    @Test
    void aReadEndsWhenBytesCome() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Greenlet<Integer> greenlet = spawn(() -> {
                try (Socket connected = Sockets.createConnection("localhost", server.getLocalPort())) {
                    socket = connected;
                    return 256 * Reads.FIRST + Reads.SECOND;
                }
            });
            OtherThread peer = OtherThread.start(() -> {
                try (Socket accepted = server.accept()) {
                    awaitPinned(greenlet);
                    accepted.getOutputStream().write(new byte[] {1, 2});
                    return accepted.getInputStream().read();
                }
            });

            assertEquals(258, greenlet.get());
            assertEquals(-1, peer.result());
        }
    }

    @Test
    void aSleepEnds() {
        assertEquals(true, spawn(() -> Sleeps.SLEPT).get());
    }

    @Test
    void aWaitForAnotherThreadEnds() throws Exception {
        event = new Event();
        Greenlet<Boolean> greenlet = spawn(() -> Waits.CAME);
        OtherThread setter = OtherThread.start(() -> {
            awaitPinned(greenlet);
            event.set();
            return null;
        });

        assertEquals(true, greenlet.get());
        setter.result();
    }

    @Test
    void aTimeoutEndsAWait() {
        assertEquals(Duration.ofMillis(1), spawn(() -> IsLimited.ENDED).get().duration());
    }

    /** Its initializer waits for ever. */
    private static final class IsKilled {
        static final boolean CAME = new Event().await(Duration.ofHours(1));
    }

    @Test
    void aKillByAnotherThreadEndsAWait() throws Exception {
        Greenlet<Boolean> greenlet = spawn(() -> IsKilled.CAME);
        OtherThread killer = OtherThread.start(() -> {
            awaitPinned(greenlet);
            greenlet.kill(new GreenletExit(), false, null);
            return null;
        });
        greenlet.join();

        assertTrue(greenlet.isReady());
        killer.result();
    }

    /** Waits twice in class initializers. */
    static final class Program {
        private static final class Second {
            static final boolean SLEPT;

            static {
                sleep(0.001);
                SLEPT = true;
            }
        }

        public static void main(String[] arguments) {
            System.out.println(spawn(() -> Sleeps.SLEPT && Second.SLEPT).get());
        }
    }

    @Test
    void isWarnedOfOnceWithItsStack(@TempDir Path temp) throws Exception {
        Ended ended = ChildJvm.run(temp, Program.class, ChildJvm.ACCESS);

        assertEquals("true", ended.out().strip());
        assertEquals(1, ended.err().lines().filter(line -> line.contains("stands still")).count(), ended.err());
        assertTrue(ended.err().contains("Sleeps.<clinit>"), ended.err());
    }
}
