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

import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.Hub;
import gevent.hub.Reported;
import gevent.socket.Socket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.ConnectException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

/** Servers with clients that are slow, silent, many or gone, and clients of servers that end. */
class RobustnessTest extends ServerFixture {
    private static final Duration SOON = Duration.ofMillis(50);

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

    private static final int MEGABYTE = 1 << 20;
    private static final int MUCH = 100 * MEGABYTE;

    private static long directMemory() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
    }

    @Test
    void muchReachesASlowReaderWholeWhileOthersAreServed() throws IOException {
        byte[] much = new byte[MUCH];
        new Random(7).nextBytes(much);
        StreamServer server = serving(client -> {
            if (client.getInputStream().read() == 'm') {
                client.getOutputStream().write(much);
            } else {
                client.getOutputStream().write('y');
            }
        });
        Socket slow = connected(server.port());
        slow.setReceiveBufferSize(1 << 16);
        slow.getOutputStream().write('m');
        CRC32 read = new CRC32();
        byte[] part = new byte[MEGABYTE];
        long memory = 0;
        for (int n, all = 0; (n = slow.getInputStream().readNBytes(part, 0, MEGABYTE)) > 0; all += n) {
            read.update(part, 0, n);
            sleep(Duration.ofMillis(1));
            if (all == 10 * MEGABYTE) {
                assertEquals('y', ask(connected(server.port()), 'x'));
                memory = directMemory();
            }
        }
        CRC32 written = new CRC32();
        written.update(much);

        assertEquals(written.getValue(), read.getValue());
        assertTrue(directMemory() - memory < MEGABYTE, "buffers outside of the heap are used again");
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
        StreamServer server = serving(ServerFixture::echo);
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
        StreamServer server = serving(ServerFixture::echo);
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
}
