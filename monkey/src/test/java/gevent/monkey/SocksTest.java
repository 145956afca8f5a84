package gevent.monkey;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import java.io.IOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SOCKS proxies, in the JDK's ways to name one, for patched sockets: each in a JVM of its own. */
@Tag("jvm")
class SocksTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    @TempDir
    private Path temp;

    private static SmallSocksServer selected() throws IOException {
        SmallSocksServer proxy = new SmallSocksServer();
        System.setProperty("socksProxyHost", LOOPBACK.getHostAddress());
        System.setProperty("socksProxyPort", Integer.toString(proxy.port()));
        System.setProperty("socksNonProxyHosts", "");
        return proxy;
    }

    private static Proxy proxy(SmallSocksServer server) {
        return new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(LOOPBACK, server.port()));
    }

    /** Answers with what it is told. */
    private static ServerSocket echo() throws IOException {
        ServerSocket server = new ServerSocket(0, 50, LOOPBACK);
        spawn(() -> {
            try {
                while (true) {
                    spawn(SocksTest::sendBack, server.accept());
                }
            } catch (SocketException closed) {
                // So that is all.
            }
        });
        return server;
    }

    private static void sendBack(Socket far) throws IOException {
        try (far) {
            far.getInputStream().transferTo(far.getOutputStream());
        }
    }

    private static String say(Socket socket) throws IOException {
        try (socket) {
            socket.getOutputStream().write("hello".getBytes());
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes());
        }
    }

    private static String tried(Action action) throws Exception {
        try {
            action.run();
            return "connected";
        } catch (IOException e) {
            return e.getClass().getSimpleName() + ": " + e.getMessage();
        }
    }

    // ---- by the properties

    static final class ByProperties {
        static void main() throws Exception {
            Monkey.patchAll();
            try (SmallSocksServer proxy = selected(); ServerSocket server = echo()) {
                Socket socket = new Socket(LOOPBACK, server.getLocalPort());
                System.out.println(socket.getInetAddress().equals(LOOPBACK)
                        + " " + (socket.getPort() == server.getLocalPort()) + " " + say(socket));
                Socket named = new Socket();
                named.connect(InetSocketAddress.createUnresolved("far.example", server.getLocalPort()));
                System.out.println(named.getInetAddress() + " " + say(named));
                System.out.println(say(new Socket(Proxy.NO_PROXY) {{
                        connect(new InetSocketAddress(LOOPBACK, server.getLocalPort()));
                    }}));
                System.setProperty("socksNonProxyHosts", "127.*");
                System.out.println(say(new Socket(LOOPBACK, server.getLocalPort())));
                System.out.println(proxy.seen());
            }
            Gevent.getHub().close();
        }
    }

    @Test
    void thePropertiesKeepWorking() throws Exception {
        assertEquals(List.of("true true hello", "null hello", "hello", "hello", "[5 127.0.0.1, 5 far.example]"),
                ChildJvm.linesOf(ByProperties.class));
    }

    static final class ByPropertiesOfVersion4 {
        static void main() throws Exception {
            System.setProperty("socksProxyVersion", "4");
            Monkey.patchAll();
            try (SmallSocksServer proxy = selected(); ServerSocket server = echo()) {
                System.out.println(say(new Socket(LOOPBACK, server.getLocalPort())));
                System.out.println(tried(() -> new Socket(LOOPBACK, 1).close()));
                System.out.println(proxy.seen());
            }
            Gevent.getHub().close();
        }
    }

    @Test
    void soDoesTheOlderVersion() throws Exception {
        assertEquals(List.of("hello", "SocketException: SOCKS request rejected", "[4 127.0.0.1, 4 127.0.0.1]"),
                ChildJvm.linesOf(ByPropertiesOfVersion4.class));
    }

    static final class Authenticates {
        static void main() throws Exception {
            Monkey.patchAll();
            try (SmallSocksServer proxy = selected(); ServerSocket server = echo()) {
                proxy.wantUser("me/secret");
                System.out.println(tried(() -> new Socket(LOOPBACK, server.getLocalPort()).close()));
                Authenticator.setDefault(new Authenticator() {
                    @Override
                    protected PasswordAuthentication getPasswordAuthentication() {
                        return new PasswordAuthentication("me", "secret".toCharArray());
                    }
                });
                System.out.println(say(new Socket(LOOPBACK, server.getLocalPort())));
            }
            Gevent.getHub().close();
        }
    }

    @Test
    void aProxyMayWantAPassword() throws Exception {
        assertEquals(List.of("SocketException: SOCKS : authentication failed", "hello"),
                ChildJvm.linesOf(Authenticates.class));
    }

    static final class Fails {
        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(Fails::fail);
        }

        private static void fail() throws Exception {
            try (SmallSocksServer proxy = selected()) {
                System.out.println(tried(() -> new Socket(LOOPBACK, 1).close()));
                proxy.fallSilent();
                System.out.println(tried(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(LOOPBACK, 2), 20);
                    }
                }));
                Socket late = new Socket();
                try (Timeout _ = Timeout.start(Duration.ofMillis(20))) {
                    late.connect(new InetSocketAddress(LOOPBACK, 2));
                } catch (Timeout expired) {
                    System.out.println("too late " + tried(() -> late.connect(new InetSocketAddress(LOOPBACK, 1))));
                }
            }
            System.out.println(tried(() -> new Socket(LOOPBACK, 1).close()));
        }
    }

    @Test
    void whatGoesWrongIsToldInTheJdksWords() throws Exception {
        assertEquals(List.of("SocketException: SOCKS: Connection refused", "SocketTimeoutException: Connect timed out",
                "too late SocketException: Socket closed",
                "SocketException: Can't connect to SOCKS proxy:Connection refused"), ChildJvm.linesOf(Fails.class));
    }

    static final class BySelector {
        static void main() throws Exception {
            Monkey.patchAll();
            try (SmallSocksServer proxy = new SmallSocksServer(); ServerSocket server = echo()) {
                ProxySelector.setDefault(new ProxySelector() {
                    @Override
                    public List<Proxy> select(URI uri) {
                        System.out.println(uri.getScheme() + " " + uri.getHost());
                        return List.of(proxy(proxy));
                    }

                    @Override
                    public void connectFailed(URI uri, SocketAddress address, IOException e) {
                        System.out.println("failed");
                    }
                });
                System.out.println(say(new Socket(LOOPBACK, server.getLocalPort())));
                proxy.stop();
                System.out.println(tried(() -> new Socket(LOOPBACK, server.getLocalPort()).close()));
            }
            Gevent.getHub().close();
        }
    }

    @Test
    void aSelectorIsAskedAndToldOfFailures() throws Exception {
        assertEquals(List.of("socket localhost", "hello", "socket localhost", "failed",
                "SocketException: Can't connect to SOCKS proxy:Connection refused"),
                ChildJvm.linesOf(BySelector.class));
    }

    // ---- by a proxy that the caller names

    static final class ByProxy {
        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                try (SmallSocksServer proxy = new SmallSocksServer(); ServerSocket server = echo()) {
                    Socket socket = new Socket(proxy(proxy));
                    socket.connect(new InetSocketAddress(LOOPBACK, server.getLocalPort()));
                    System.out.println(say(socket) + " " + proxy.seen());
                    Socket reader = new Socket(proxy(proxy));
                    reader.connect(new InetSocketAddress(LOOPBACK, server.getLocalPort()));
                    Greenlet<String> read = spawn(() -> tried(() -> reader.getInputStream().read()));
                    Gevent.sleep(0.005);
                    System.out.println("others run " + !read.isReady());
                    read.kill();
                    System.out.println(read.isDead() + " " + tried(() -> say(reader)));
                }
            });
        }
    }

    @Test
    void withoutTheAgentASocketOfAProxyIsTheJdksAndAKillClosesIt() throws Exception {
        assertEquals(List.of("hello [5 127.0.0.1]", "others run true", "true SocketException: Socket is closed"),
                ChildJvm.linesOf(ByProxy.class));
    }

    @Test
    void withTheAgentAKillLeavesItUsable() throws Exception {
        assertEquals(List.of("hello [5 127.0.0.1]", "others run true", "true connected"),
                ChildJvm.linesOf(ByProxy.class, temp));
    }

    static final class MainByProxy {
        static void main() throws Exception {
            Monkey.patchAll();
            try (SmallSocksServer proxy = new SmallSocksServer(); ServerSocket server = echo()) {
                Socket socket = new Socket(proxy(proxy));
                socket.connect(new InetSocketAddress(LOOPBACK, server.getLocalPort()));
                System.out.println(say(socket));
            }
            Gevent.getHub().close();
        }
    }

    @Test
    void withTheAgentAHubsMainLetsOthersRunMeanwhile() throws Exception {
        assertEquals(List.of("hello"), ChildJvm.linesOf(MainByProxy.class, temp));
    }

    static final class Http {
        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                try (SmallHttpServer server = new SmallHttpServer(); SmallSocksServer proxy = new SmallSocksServer()) {
                    URL url = server.url(0.01, 5);
                    System.out.println(url.openConnection(proxy(proxy)).getInputStream().readAllBytes().length);
                    System.setProperty("socksProxyHost", LOOPBACK.getHostAddress());
                    System.setProperty("socksProxyPort", Integer.toString(proxy.port()));
                    System.setProperty("socksNonProxyHosts", "");
                    System.setProperty("http.nonProxyHosts", "");
                    System.out.println(server.url(0.01, 6).openStream().readAllBytes().length);
                    System.out.println(proxy.seen());
                }
            });
        }
    }

    @Test
    void anHttpConnectionGoesThroughOne() throws Exception {
        List<String> lines = List.of("5", "6", "[5 127.0.0.1, 5 127.0.0.1]");

        assertEquals(lines, ChildJvm.linesOf(Http.class));
        assertEquals(lines, ChildJvm.linesOf(Http.class, temp));
    }
}
