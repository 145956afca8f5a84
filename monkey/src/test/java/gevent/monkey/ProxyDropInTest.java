package gevent.monkey;

import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gevent.Greenlet;
import gevent.monkey.net.ServerSocket;
import gevent.monkey.net.Socket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketException;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The drop-in for sockets, through proxies that the caller names: no patch, and a hub's main lets others run. */
@ExtendWith(FreshHub.class)
class ProxyDropInTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private ServerSocket server;
    private Greenlet<Void> echo;

    @BeforeEach
    void begin() throws IOException {
        server = new ServerSocket(0, 50, LOOPBACK);
        echo = spawn(() -> {
            try (java.net.Socket far = server.accept()) {
                far.getInputStream().transferTo(far.getOutputStream());
            }
        });
    }

    @AfterEach
    void end() throws IOException {
        echo.kill();
        server.close();
    }

    private String say(Proxy proxy) throws IOException {
        try (Socket socket = new Socket(proxy)) {
            socket.connect(new InetSocketAddress(LOOPBACK, server.getLocalPort()));
            assertEquals(server.getLocalPort(), socket.getPort());
            socket.getOutputStream().write("hello".getBytes());
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes());
        }
    }

    @Test
    void aSocksProxyConnects() throws IOException {
        try (SmallSocksServer proxy = new SmallSocksServer()) {
            assertEquals("hello", say(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(LOOPBACK, proxy.port()))));
            assertEquals(List.of("5 127.0.0.1"), proxy.seen());
        }
    }

    @Test
    void noProxyIsNone() throws IOException {
        assertEquals("hello", say(Proxy.NO_PROXY));
    }

    @Test
    void aProxyThatIsNoneIsRefused() {
        assertEquals("Invalid Proxy",
                assertThrows(IllegalArgumentException.class, () -> new Socket((Proxy) null)).getMessage());
    }

    @Test
    void aProxyThatIsNotThereIsTold() throws IOException {
        SmallSocksServer gone = new SmallSocksServer();
        Proxy proxy = new Proxy(Proxy.Type.SOCKS, new InetSocketAddress(LOOPBACK, gone.port()));
        gone.stop();

        assertEquals("Connection refused", assertThrows(SocketException.class, () -> say(proxy)).getMessage());
    }

    /** An HTTP proxy that says yes, connects and relays, or says no. */
    private static final class Tunnels implements AutoCloseable {
        private final ServerSocketChannel listening = ServerSocketChannel.open()
                .bind(new InetSocketAddress(LOOPBACK, 0));
        private final List<String> seen = new CopyOnWriteArrayList<>();

        Tunnels(String answer) throws IOException {
            Thread.ofPlatform().daemon().start(() -> {
                try (SocketChannel client = listening.accept()) {
                    InputStream in = Channels.newInputStream(client);
                    StringBuilder head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        head.append((char) in.read());
                    }
                    seen.addAll(head.toString().lines().toList());
                    OutputStream out = Channels.newOutputStream(client);
                    out.write((answer + "\r\nVia: nobody\r\n\r\n").getBytes());
                    if (answer.contains(" 200 ")) {
                        relay(in, out);
                    }
                } catch (IOException gone) {
                    seen.add(gone.toString());
                }
            });
        }

        private void relay(InputStream in, OutputStream out) throws IOException {
            int port = Integer.parseInt(seen.getFirst().replaceAll(".*:(\\d+) .*", "$1"));
            try (SocketChannel target = SocketChannel.open(new InetSocketAddress(LOOPBACK, port))) {
                in.transferTo(Channels.newOutputStream(target));
                target.shutdownOutput();
                Channels.newInputStream(target).transferTo(out);
            }
        }

        Proxy proxy() {
            return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(LOOPBACK, listening.socket().getLocalPort()));
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    @Test
    void anHttpProxyConnects() throws IOException {
        try (Tunnels tunnels = new Tunnels("HTTP/1.1 200 Connection established")) {
            assertEquals("hello", say(tunnels.proxy()));
            String target = "127.0.0.1:" + server.getLocalPort();
            assertEquals("CONNECT " + target + " HTTP/1.1", tunnels.seen.getFirst().replace("localhost", "127.0.0.1"));
        }
    }

    @Test
    void anHttpProxyThatRefusesIsTold() throws IOException {
        try (Tunnels tunnels = new Tunnels("HTTP/1.1 403 Forbidden")) {
            assertEquals("Unable to tunnel through proxy. Proxy returns \"HTTP/1.1 403 Forbidden\"",
                    assertThrows(IOException.class, () -> say(tunnels.proxy())).getMessage());
        }
    }
}
