package gevent.socket;

import gevent.Gevent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A socket that nobody closes, and that code waits for when the thread of its hub ends. */
@Tag("io")
@Timeout(60)
class AbandonedSocketTest {
    private interface Use {
        void of(Socket socket) throws Exception;
    }

    /** Has a greenlet use a connection on a thread that then ends, and waits until the other side sees its end. */
    private static void awaitClose(Use use) throws Exception {
        try (var server = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            FutureTask<Void> task = new FutureTask<>(() -> {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
                Gevent.spawn(() -> use.of(socket));
                Gevent.sleep();
                Gevent.sleep();
                return null;
            });
            Thread.ofPlatform().name("short-lived").start(task).join();
            task.get();
            try (var peer = server.accept()) {
                peer.setSoTimeout(1);
                while (!isAtEnd(peer)) {
                    System.gc();
                }
            }
        }
    }

    private static boolean isAtEnd(java.net.Socket peer) throws IOException {
        try {
            return peer.getInputStream().read() == -1;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        }
    }

    @Test
    void isClosedThoughAGreenletReads() throws Exception {
        awaitClose(socket -> socket.getInputStream().read());
    }

    @Test
    void isClosedThoughAGreenletReadsWithALimit() throws Exception {
        awaitClose(socket -> {
            socket.setSoTimeout(1_000_000);
            Gevent.withTimeout(Duration.ofHours(1), () -> socket.getInputStream().read());
        });
    }
}
