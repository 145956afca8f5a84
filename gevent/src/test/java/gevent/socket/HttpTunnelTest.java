package gevent.socket;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.testing.Simulation;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What an HTTP proxy may send, and what it may cost. */
@Tag("io")
class HttpTunnelTest {
    private static final InetSocketAddress FAR = InetSocketAddress.createUnresolved("far.example", 80);
    private static final String YES = "HTTP/1.1 200 Yes\r\n";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Socket through(int port) throws IOException {
        return new Socket(new Proxy(Proxy.Type.HTTP, new InetSocketAddress("localhost", port)));
    }

    private interface Use {
        void of(Socket tunnel) throws Exception;
    }

    /** Has a proxy send {@code answer} and close the connection, without reading anything. */
    private static void answered(byte[] answer, Use use) throws Exception {
        Gevent.run(() -> {
            try (ServerSocket proxy = new ServerSocket(0); Socket tunnel = through(proxy.getLocalPort())) {
                spawn(() -> {
                    try (java.net.Socket client = proxy.accept()) {
                        client.getOutputStream().write(answer);
                        client.shutdownOutput();
                        client.getInputStream().readAllBytes();
                    }
                });
                use.of(tunnel);
            }
        });
    }

    @Test
    void whatFollowsTheHeadIsThePeers() throws Exception {
        answered(bytes(YES + "\r\n\r\nhello"), tunnel -> {
            tunnel.connect(FAR);
            assertArrayEquals(bytes("\r\nhello"), tunnel.getInputStream().readAllBytes());
        });
    }

    @Test
    void aHeadMayHave64Kilobytes() throws Exception {
        String filler = "x".repeat(64 * 1024 - YES.length() - 4);
        answered(bytes(YES + filler + "\r\n\r\n!"), tunnel -> {
            tunnel.connect(FAR);
            assertEquals('!', tunnel.getInputStream().read());
        });
    }

    @Test
    void aHeadThatDoesNotEndIsRefused() throws Exception {
        byte[] endless = new byte[64 * 1024 + 1];
        Arrays.fill(endless, (byte) 'x');
        answered(endless, tunnel -> {
            assertEquals("Unable to tunnel through proxy. Proxy returns \"\"",
                    assertThrows(IOException.class, () -> tunnel.connect(FAR)).getMessage());
            assertTrue(tunnel.isClosed());
        });
    }

    @Test
    void aLongHeadCostsNoMoreMemoryThanItsLength() throws Exception {
        byte[] endless = new byte[64 * 1024];
        Arrays.fill(endless, (byte) 'x');
        try (java.net.ServerSocket proxy = new java.net.ServerSocket(0); Socket tunnel = through(proxy.getLocalPort())) {
            Thread answers = Thread.ofPlatform().start(() -> {
                try (java.net.Socket client = proxy.accept(); OutputStream out = client.getOutputStream()) {
                    out.write(endless);
                } catch (IOException gone) {
                    // The test has failed already.
                }
            });
            long before = allocatedByThisThread();
            assertThrows(IOException.class, () -> tunnel.connect(FAR));
            long allocated = allocatedByThisThread() - before;
            answers.join();

            assertTrue(allocated < 1000 * endless.length, allocated + " bytes");
        }
    }

    private static long allocatedByThisThread() throws Exception {
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(
                new ObjectName("java.lang:type=Threading"), "CurrentThreadAllocatedBytes");
    }

    @Test
    void aProxyThatSendsItsHeadByteByByteHasNoMoreTimeThanOneThatIsSilent() {
        Simulation.run(1, () -> {
            try (ServerSocket proxy = new ServerSocket(0); Socket tunnel = through(proxy.getLocalPort())) {
                spawn(() -> {
                    try (java.net.Socket client = proxy.accept()) {
                        for (int i = 0; i < 1000; i++) {
                            client.getOutputStream().write('x');
                            sleep(1);
                        }
                    }
                });
                assertEquals("Connect timed out",
                        assertThrows(SocketTimeoutException.class, () -> tunnel.connect(FAR, 5000)).getMessage());
            }
        });
    }

    @Test
    void theLimitForConnectingIsNotThatOfReading() throws Exception {
        answered(bytes(YES + "\r\n"), tunnel -> {
            tunnel.setSoTimeout(12_345);
            tunnel.connect(FAR, 60_000);
            assertEquals(12_345, tunnel.getSoTimeout());
        });
    }

    @Test
    void aHostThatWouldAddToTheRequestIsRefused() throws Exception {
        for (String host : new String[] {"far\r\nX-Evil: yes", "far example", "far\0", "f\u00e4r.example", "far\u010a"}) {
            answered(bytes(YES + "\r\n"), tunnel -> {
                InetSocketAddress evil = InetSocketAddress.createUnresolved(host, 80);
                assertEquals("Illegal character in host",
                        assertThrows(IOException.class, () -> tunnel.connect(evil)).getMessage());
            });
        }
    }
}
