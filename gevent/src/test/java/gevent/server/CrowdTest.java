package gevent.server;

import static gevent.Gevent.sleep;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.hub.Hub;
import gevent.socket.Socket;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Servers with more clients than usual, and fewer descriptors. */
class CrowdTest extends ServerFixture {
    // ---- idle connections

    private static final int MOST_IDLE = 10_000;
    /** Descriptors for all else. */
    private static final int OTHERS = 1_000;
    /** A connection is a greenlet, a socket of the JDK and what that is made on. */
    private static final int MOST_BYTES = 8_000;

    private static int idleAllowed() throws Exception {
        long descriptors = (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(
                new ObjectName("java.lang:type=OperatingSystem"), "MaxFileDescriptorCount");
        return (int) Math.min(MOST_IDLE, descriptors - OTHERS);
    }

    private static long heapInUse() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void echoBytes(java.net.Socket client) throws IOException {
        InputStream in = client.getInputStream();
        for (int b; (b = in.read()) >= 0; ) {
            client.getOutputStream().write(b);
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aHundredAreServedAmongThousandsThatAreIdleAndTakeLittle() throws Exception {
        int idle = idleAllowed();
        assumeTrue(idle >= OTHERS, "too few descriptors are allowed here");
        StreamServer server = closedLater(
                new StreamServer(new InetSocketAddress(LOOPBACK, 0), CrowdTest::echoBytes));
        server.backlog(1_000).start();
        try (Socket first = new Socket(LOOPBACK, server.port())) {
            assertEquals('x', ask(first, 'x'));
        }
        long before = heapInUse();
        Child clients = closedLater(
                new Child(0, ClientsProgram.class, Integer.toString(server.port()), Integer.toString(idle)));

        assertEquals(idle, Integer.parseInt(elsewhere(clients::line)));
        assertEquals(100 * 50, Integer.parseInt(elsewhere(clients::line)));
        awaitHandling(server, idle);
        long each = (heapInUse() - before) / idle;
        assertTrue(each <= MOST_BYTES, each + " bytes for an idle connection");
        Hub.get().setErrorHandler((_, _) -> { });
        clients.kill();
        assertTrue(server.stop(PATIENCE));
    }

    // ---- no descriptors left

    private static final int DESCRIPTORS = 150;
    /** Fewer than are left when the JVM has taken its own. */
    private static final int FEW = 30;

    @Test
    @EnabledOnOs(OS.LINUX)
    void aServerWithoutDescriptorsSaysSoOnceAndGoesOnWhenItHasSomeAgain() throws Exception {
        Child child = closedLater(new Child(DESCRIPTORS, EchoProgram.class));
        int port = Integer.parseInt(elsewhere(child::line));
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 2 * DESCRIPTORS; i++) {
            clients.add(connected(port));
            clients.get(i).getOutputStream().write(7);
        }
        elsewhere(() -> {
            while (!child.err().contains("Too many open files")) {
                Thread.sleep(10);
            }
            return null;
        });
        List<Socket> some = clients.subList(0, FEW);
        for (Socket client : clients.subList(FEW, clients.size())) {
            client.close();
        }
        some.add(connected(port));
        some.getLast().getOutputStream().write(7);

        for (Socket client : some) {
            assertEquals(7, withTimeout(PATIENCE, () -> client.getInputStream().read()));
        }
        long said = child.err().lines().filter(line -> line.contains("Too many open files")).count();
        assertEquals(1, said, child.err());
    }
}
