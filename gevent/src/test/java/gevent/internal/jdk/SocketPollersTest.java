package gevent.internal.jdk;

import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.ChildJvm.Ended;
import gevent.hub.ChildJvm;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The JDK's socket pollers, of which the JVM has one set, started by whoever first blocks in a socket: the end of a
 * hub must not be theirs. In a JVM of its own each, since they are started once.
 */
@ExtendWith(FreshHub.class)
class SocketPollersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path temp;

    /** Sends one byte to itself over a socket of the JDK, waiting for the connection and for the byte. */
    private static int exchange() throws IOException, InterruptedException {
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread client = Thread.startVirtualThread(() -> {
                try (Socket socket = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
                    Thread.sleep(5);
                    socket.getOutputStream().write(42);
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            try (Socket accepted = listening.accept()) {
                int received = accepted.getInputStream().read();
                client.join();
                return received;
            }
        }
    }

    private static int exchangeOnTheJdksOwnScheduler() throws InterruptedException {
        int[] received = {-1};
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                received[0] = exchange();
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        thread.join(PATIENCE);
        return received[0];
    }

    /** A greenlet is the first of the JVM that blocks in a socket; then its hub is closed. */
    static final class ClosesTheFirstHub {
        static void main() throws Exception {
            Greenlet<Integer> g = Gevent.spawn(SocketPollersTest::exchange);
            System.out.println("in a greenlet: " + g.get());
            Hub.get().close();
            System.out.println("after it: " + exchangeOnTheJdksOwnScheduler());
        }
    }

    /** Another hub does socket I/O after the first has ended. */
    static final class OpensASecondHub {
        static void main() {
            for (int i = 0; i < 2; i++) {
                System.out.println(Gevent.withTimeout(PATIENCE, () -> Gevent.spawn(SocketPollersTest::exchange).get()));
                Hub.get().close();
            }
        }
    }

    @Test
    void closingTheFirstHubDoesNotStopTheSocketsOfVirtualThreads() throws Exception {
        assertEquals(new Ended(0, "in a greenlet: 42\nafter it: 42\n", ""),
                ChildJvm.run(temp, ClosesTheFirstHub.class, ChildJvm.ACCESS));
    }

    @Test
    void closingTheFirstHubDoesNotStopTheSocketsOfTheNext() throws Exception {
        assertEquals(new Ended(0, "42\n42\n", ""), ChildJvm.run(temp, OpensASecondHub.class, ChildJvm.ACCESS));
    }
}
