package gevent.server;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Action1;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.Reported;
import gevent.socket.Socket;
import gevent.threadpool.Pools;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers with clients that are slow, silent, many or gone, and clients of servers that end. */
@Tag("io")
@ExtendWith(FreshHub.class)
class RobustnessTest {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration SOON = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
        // A thread may be about to tell the hub that it is done.
        Pools.blocking().join();
    }

    private <T extends AutoCloseable> T closedLater(T one) {
        opened.add(one);
        return one;
    }

    private StreamServer serving(Action1<? super java.net.Socket> handler) throws IOException {
        return closedLater(new StreamServer(new InetSocketAddress(LOOPBACK, 0), handler)).start();
    }

    private Socket connected(int port) throws IOException {
        return closedLater(new Socket(LOOPBACK, port));
    }

    private static void echo(java.net.Socket client) throws IOException {
        client.getInputStream().transferTo(client.getOutputStream());
    }

    private static int ask(Socket client, int b) throws IOException {
        client.getOutputStream().write(b);
        return client.getInputStream().read();
    }

    private static void awaitHandling(StreamServer server, int count) {
        awaitThat(() -> server.handling() == count);
    }

    private static void awaitThat(BooleanSupplier condition) {
        withTimeout(PATIENCE, () -> {
            while (!condition.getAsBoolean()) {
                sleep(Duration.ofMillis(1));
            }
            return null;
        });
    }

    /** Answers one line, for which it waits so long and no longer. */
    private static void answerALine(java.net.Socket client, Duration limit) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(client.getInputStream()));
        String line = withTimeout(limit, in::readLine, "too slow");
        client.getOutputStream().write((line + "\n").getBytes(UTF_8));
    }

    private static String askALine(Socket client, String line) throws IOException {
        client.getOutputStream().write((line + "\n").getBytes(UTF_8));
        return new BufferedReader(new InputStreamReader(client.getInputStream())).readLine();
    }

    // ---- slow and silent clients

    @Test
    void clientsThatDribbleKeepNobodyWaitingAndAreGivenUp() throws IOException {
        int[] begun = {0};
        StreamServer server = serving(client -> {
            begun[0]++;
            answerALine(client, Duration.ofSeconds(2));
        });
        List<Greenlet<String>> slow = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Socket client = connected(server.port());
            slow.add(spawn(() -> dribble(client)));
        }
        awaitThat(() -> begun[0] == 200);
        assertEquals("hello", askALine(connected(server.port()), "hello"));

        slow.forEach(each -> assertEquals("given up", each.get(PATIENCE)));
    }

    /** A byte now and then, and never a whole line, until the server has had enough. */
    private static String dribble(Socket client) {
        try {
            while (true) {
                client.getOutputStream().write('x');
                sleep(Duration.ofMillis(20));
            }
        } catch (IOException e) {
            return "given up";
        }
    }

    @Test
    void clientsThatDoNotReadKeepNobodyWaiting() throws IOException {
        StreamServer server = serving(client -> {
            if (client.getInputStream().read() == 'm') {
                client.getOutputStream().write(new byte[16 << 20]);
            } else {
                client.getOutputStream().write('y');
            }
        });
        for (int i = 0; i < 10; i++) {
            connected(server.port()).getOutputStream().write('m');
        }
        sleep(SOON);

        assertEquals('y', ask(connected(server.port()), 'x'));
        assertFalse(server.stop(Duration.ZERO));
    }

    @Test
    void aClientThatHasSaidAllIsStillAnswered() throws IOException {
        StreamServer server = serving(client -> {
            byte[] all = client.getInputStream().readAllBytes();
            sleep(SOON);
            client.getOutputStream().write(all);
        });
        Socket client = connected(server.port());
        client.getOutputStream().write("hello".getBytes(UTF_8));
        client.shutdownOutput();

        assertEquals("hello", new String(client.getInputStream().readAllBytes(), UTF_8));
    }

    // ---- clients that are gone

    private static void reset(Socket client) throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }

    @Test
    void aClientThatResetsEndsItsHandlerOnly() throws IOException {
        Reported reported = Reported.here();
        StreamServer server = serving(RobustnessTest::echo);
        Socket resetting = connected(server.port());
        assertEquals('x', ask(resetting, 'x'));
        Socket other = connected(server.port());
        assertEquals('x', ask(other, 'x'));
        reset(resetting);
        awaitHandling(server, 1);
        sleep();

        assertEquals("Connection reset", assertInstanceOf(SocketException.class, reported.errors().getFirst())
                .getMessage());
        assertEquals('y', ask(other, 'y'));
    }

    @Test
    void clientsThatResetBeforeTheyAreAcceptedHarmNobody() throws IOException {
        Hub.get().setErrorHandler((_, _) -> { });
        StreamServer server = serving(RobustnessTest::echo);
        for (int i = 0; i < 50; i++) {
            reset(connected(server.port()));
        }

        assertEquals('x', ask(connected(server.port()), 'x'));
        assertTrue(server.isStarted());
    }

    @Test
    void writingToAClientThatIsGoneEndsTheHandler() throws IOException {
        Reported reported = Reported.here();
        StreamServer server = serving(client -> {
            while (true) {
                client.getOutputStream().write(new byte[1 << 16]);
            }
        });
        Socket client = connected(server.port());
        client.getInputStream().read();
        client.close();
        awaitHandling(server, 0);
        sleep();

        assertInstanceOf(SocketException.class, reported.errors().getFirst());
    }

    // ---- servers that end

    /** On a thread, while the greenlets of this one run. */
    private static <V> V elsewhere(Callable<V> blocking) {
        return withTimeout(PATIENCE, () -> Pools.blocking().apply(blocking));
    }

    @Test
    void whenTheProcessOfTheServerIsKilledItsClientsAreTold() throws Exception {
        Child child = closedLater(new Child(0, EchoProgram.class));
        int port = Integer.parseInt(elsewhere(child::line));
        Socket client = connected(port);
        assertEquals('x', ask(client, 'x'));
        Greenlet<Integer> waiting = spawn(() -> client.getInputStream().read());
        sleep();
        child.kill();

        try {
            assertEquals(-1, waiting.get(PATIENCE));
        } catch (java.util.concurrent.CompletionException failed) {
            assertInstanceOf(SocketException.class, failed.getCause());
        }
        assertThrows(ConnectException.class, () -> connected(port));
    }

    @Test
    void whenTheServerIsStoppedInTheMidstOfAnAnswerTheClientSeesTheEnd() throws IOException {
        StreamServer server = serving(client -> {
            client.getOutputStream().write("half of it".getBytes(UTF_8));
            sleep(100);
        });
        Socket client = connected(server.port());
        Greenlet<byte[]> answer = spawn(() -> client.getInputStream().readAllBytes());
        sleep(SOON);
        server.stop(Duration.ZERO);

        assertEquals("half of it", new String(answer.get(PATIENCE), UTF_8));
    }

    @Test
    void aClientThatWaitsForASilentServerGivesUpInTime() throws IOException {
        StreamServer silent = serving(_ -> sleep(100));
        Socket client = connected(silent.port());

        assertThrows(Timeout.class, () -> withTimeout(SOON, () -> client.getInputStream().read()));
        silent.stop(Duration.ZERO);
    }

    // ---- many

    private static final int IDLE = 10_000;

    private static long descriptorsAllowed() throws Exception {
        return (Long) ManagementFactory.getPlatformMBeanServer().getAttribute(
                new ObjectName("java.lang:type=OperatingSystem"), "MaxFileDescriptorCount");
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void aHundredAreServedAmongTenThousandThatAreIdle() throws Exception {
        assumeTrue(descriptorsAllowed() > IDLE + 1_000, "too few descriptors are allowed here");
        StreamServer server = closedLater(new StreamServer(new InetSocketAddress(LOOPBACK, 0), RobustnessTest::echo));
        server.backlog(1_000).start();
        Child clients = closedLater(
                new Child(0, ClientsProgram.class, Integer.toString(server.port()), Integer.toString(IDLE)));

        assertEquals(IDLE, Integer.parseInt(elsewhere(clients::line)));
        assertEquals(100 * 50, Integer.parseInt(elsewhere(clients::line)));
        awaitHandling(server, IDLE);
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
            while (!child.err().contains("cannot accept now")) {
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
