package gevent.monkey;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Timeout;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Patching, each time in a JVM of its own, and what unmodified code of the JDK then does. */
@Tag("jvm")
class MonkeyTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    // ---- what is patched

    /** Asks before and after, and patches again. */
    static final class Asks {
        static void main() {
            System.out.println(Monkey.isPatched("socket"));
            System.out.println(Monkey.report());
            Monkey.patchAll();
            System.out.println(Monkey.isPatched("socket") + " " + Monkey.isPatched("nonsense"));
            String report = Monkey.report();
            Monkey.patchAll();
            Monkey.patchSocket();
            System.out.println(Monkey.report().equals(report));
            System.out.print(report);
        }
    }

    @Test
    void tellsWhatIsPatched() throws Exception {
        List<String> lines = ChildJvm.linesOf(Asks.class);

        assertEquals(List.of("false", "Nothing is patched.", "true false", "true"), lines.subList(0, 4));
        assertEquals(List.of("socket: java.net.Socket, java.net.ServerSocket by Socket.setSocketImplFactory,"
                + " ServerSocket.setSocketFactory; before it: no socket was open",
                "dns: java.net.InetAddress by InetAddressResolverProvider;"
                + " what was looked up stays known for its time"), lines.subList(4, 6));
        assertEquals(List.of("datagram", "time", "file", "subprocess"), lines.subList(6, 10).stream()
                .map(line -> line.replace(": not patched, as that needs the agent:"
                        + " java -javaagent:gevent-monkey.jar …", ""))
                .toList());
        assertEquals("Not patchable:", lines.get(10));
    }

    /** Has sockets before it patches. */
    static final class HasSockets {
        static void main() throws IOException {
            try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
                    Socket near = new Socket(LOOPBACK, server.getLocalPort())) {
                Monkey.patchAll();
                System.out.print(Monkey.report());
                try (Socket far = server.accept()) {
                    near.getOutputStream().write('x');
                    System.out.println((char) far.getInputStream().read());
                } catch (IOException e) {
                    System.out.println(e.getMessage());
                }
            }
        }
    }

    @Test
    void tellsWhatExistedBefore() throws Exception {
        String report = ChildJvm.linesOf(HasSockets.class).getFirst();

        // How many depends on those that the JDK keeps for itself.
        assertTrue(report.matches(".*; before it: [2-9] sockets were open and stay as they were"), report);
    }

    @Test
    void aServerFromBeforeStillAccepts() throws Exception {
        assertEquals("x", ChildJvm.linesOf(HasSockets.class).getLast());
    }

    /** Has another factory of sockets. */
    static final class HasAFactory {
        @SuppressWarnings("deprecation")
        static void main() throws IOException {
            Socket.setSocketImplFactory(() -> {
                throw new IllegalStateException("not used");
            });
            try {
                Monkey.patchAll();
            } catch (IllegalStateException e) {
                System.out.println(e.getMessage());
            }
            System.out.println(Monkey.isPatched("socket") + " " + Monkey.isPatched("dns"));
            System.out.println(Monkey.report().lines().filter(line -> line.startsWith("socket")).toList());
        }
    }

    @Test
    void saysSoIfSomebodyElseHasAFactoryAndPatchesTheRest() throws Exception {
        assertEquals(List.of("Another SocketImplFactory is set for java.net.Socket in this JVM, and there can be"
                        + " only one: call Monkey.patchSocket() before whoever sets it, or use gevent.monkey.net",
                        "false true", "[socket: not patched: another SocketImplFactory was set before; before it:"
                        + " no socket was open]"),
                ChildJvm.linesOf(HasAFactory.class));
    }

    /** Has another factory of server sockets. */
    static final class HasAServerFactory {
        @SuppressWarnings("deprecation")
        static void main() throws IOException {
            ServerSocket.setSocketFactory(() -> {
                throw new IllegalStateException("not used");
            });
            try {
                Monkey.patchAll();
            } catch (IllegalStateException e) {
                System.out.println(e.getCause().getMessage());
            }
            System.out.println(Monkey.report().startsWith("socket: java.net.Socket by"));
        }
    }

    @Test
    void saysSoIfSomebodyElseHasAFactoryOfServersAndReportsTheHalfThatIsPatched() throws Exception {
        assertEquals(List.of("factory already defined", "true"), ChildJvm.linesOf(HasAServerFactory.class));
    }

    // ---- what unmodified code then does

    /** Client and server, with the JDK's names, on one thread. */
    static final class PlainSockets {
        static void main() throws Exception {
            Monkey.patchAll();
            try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
                spawn(() -> {
                    try (Socket far = server.accept()) {
                        System.out.println(far.getClass().getName());
                        far.getInputStream().transferTo(far.getOutputStream());
                    }
                });
                try (Socket near = new Socket(LOOPBACK, server.getLocalPort())) {
                    near.getOutputStream().write("hello".getBytes());
                    near.shutdownOutput();
                    System.out.println(new String(near.getInputStream().readAllBytes()));
                }
            }
        }
    }

    @Test
    void plainSocketsAreCooperative() throws Exception {
        assertEquals(List.of("java.net.Socket", "hello"), ChildJvm.linesOf(PlainSockets.class));
    }

    /** Two requests at once, the slower first, to a server on the same hub. */
    static final class Requests {
        static void main() throws Exception {
            Monkey.patchAll();
            try (SmallHttpServer server = new SmallHttpServer()) {
                joinall(spawn(Requests::get, server.url(0.3, 100_000)), spawn(Requests::get, server.url(0.05, 7)));
                HttpURLConnection connection = (HttpURLConnection) server.url(0, 3).openConnection();
                System.out.println(connection.getResponseCode() + " " + connection.getContentLength());
                connection.disconnect();
            }
        }

        private static void get(URL url) throws IOException {
            System.out.println("get");
            try (InputStream in = url.openStream()) {
                System.out.println(in.readAllBytes().length);
            }
        }
    }

    @Test
    void urlConnectionsAreCooperative() throws Exception {
        assertEquals(List.of("get", "get", "7", "100000", "200 3"), ChildJvm.linesOf(Requests.class));
    }

    /** A request that takes too long, and one with the connection's own limit. */
    static final class Limits {
        static void main() throws Exception {
            Monkey.patchAll();
            try (SmallHttpServer server = new SmallHttpServer()) {
                URL slow = server.url(60, 1);
                try {
                    withTimeout(Duration.ofMillis(50), () -> slow.openStream().read());
                } catch (Timeout expired) {
                    System.out.println(expired.getMessage());
                }
                HttpURLConnection connection = (HttpURLConnection) slow.openConnection();
                connection.setReadTimeout(50);
                try {
                    connection.getResponseCode();
                } catch (java.net.SocketTimeoutException expired) {
                    System.out.println(expired.getMessage());
                }
            }
            Gevent.getHub().close();
        }
    }

    @Test
    void limitsEndARequest() throws Exception {
        assertEquals(List.of("0.05 seconds", "Read timed out"), ChildJvm.linesOf(Limits.class));
    }

    /** Uses sockets on plain threads only. */
    static final class WithoutHub {
        static void main() throws Exception {
            Monkey.patchAll();
            try (ServerSocket server = new ServerSocket(0, 50, LOOPBACK)) {
                Thread client = Thread.ofPlatform().start(() -> {
                    try (Socket near = new Socket(LOOPBACK, server.getLocalPort());
                            OutputStream out = near.getOutputStream()) {
                        out.write('x');
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                try (Socket far = server.accept()) {
                    System.out.println((char) far.getInputStream().read());
                }
                client.join();
            }
            System.out.println(gevent.hub.Hub.getIfExists());
        }
    }

    @Test
    void onThreadsWithoutHubPatchedSocketsBlock() throws Exception {
        assertEquals(List.of("x", "null"), ChildJvm.linesOf(WithoutHub.class));
    }

    @Test
    void nothingIsPatchedUnasked() {
        assertFalse(Monkey.isPatched("socket"));
    }
}
