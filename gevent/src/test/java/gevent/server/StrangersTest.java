package gevent.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.hub.ChildJvm;
import gevent.hub.ChildJvm.Ended;
import gevent.socket.Sockets;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server writes to the log about strangers, and that it goes on; in a JVM of its own. */
@Tag("io")
class StrangersTest {
    @TempDir
    private Path temp;

    private static StreamServer echo() {
        return new StreamServer(0, client -> client.getInputStream().transferTo(client.getOutputStream()));
    }

    /** Asks a server that speaks TLS in plain text. */
    static final class NoTls {
        static void main() {
            Gevent.run(() -> {
                try (StreamServer server = echo().tls(SSLContext.getDefault()).start();
                        Socket stranger = Sockets.createConnection("127.0.0.1", server.port())) {
                    stranger.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                    stranger.getInputStream().readAllBytes();
                    Gevent.sleep();
                    System.out.println(server.isStarted());
                }
            });
        }
    }

    @Test
    void aHandshakeThatFailsIsOneLine() throws Exception {
        Ended ended = ChildJvm.run(temp, ChildJvm.libraries(), NoTls.class, ChildJvm.ACCESS, ChildJvm.NATIVE_ACCESS);

        assertEquals("true\n", ended.out());
        List<String> lines = ended.err().lines().filter(line -> line.contains("refuses")).toList();
        assertEquals(1, lines.size(), ended.err());
        assertTrue(lines.getFirst().contains("127.0.0.1") && lines.getFirst().contains("SSLException"), ended.err());
        assertTrue(ended.err().lines().noneMatch(line -> line.startsWith("\tat ")), ended.err());
    }
}
