package gevent.server;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.fileobject.Files;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.socket.DatagramSocket;
import gevent.socket.Dns;
import gevent.socket.Socket;
import gevent.socket.Sockets;
import gevent.subprocess.Subprocess;
import gevent.threadpool.Pools;
import java.io.File;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * All sorts of I/O at once on one hub, for as long as the property {@code gevent.soak} says ({@code PT5M}, say; a few
 * seconds unless it is set). Afterwards the process holds what it held when it was warm.
 */
@EnabledOnOs(OS.LINUX)
class SoakTest extends ServerFixture {
    private static final Duration TIME = Duration.parse(System.getProperty("gevent.soak", "PT3S"));
    private static final int WORKERS = 4;
    private static final int LONGEST = 200_000;
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path directory;

    private final Map<String, Integer> done = new LinkedHashMap<>();
    private final Random random = new Random(4);
    private StreamServer streams;
    private StreamServer unix;
    private DatagramServer packets;

    // ---- the work

    private void begin() throws IOException {
        // Clients that reset, and handlers that are told of it.
        Hub.get().setErrorHandler((_, _) -> { });
        streams = serving(ServerFixture::echo);
        unix = closedLater(new StreamServer(UnixDomainSocketAddress.of(directory.resolve("socket")),
                ServerFixture::echo)).start();
        packets = closedLater(new DatagramServer(new InetSocketAddress(LOOPBACK, 0),
                (data, from) -> packets.sendto(data, from))).start();
    }

    private Map<String, Action> work() {
        Map<String, Action> work = new LinkedHashMap<>();
        work.put("streams", () -> echoed(new Socket(LOOPBACK, streams.port())));
        work.put("streams of Unix", () -> echoed(Sockets.createConnection((UnixDomainSocketAddress) unix.address())));
        work.put("resets", this::reset);
        work.put("packets", this::askByPackets);
        work.put("kills", this::kill);
        work.put("timeouts", this::timeOut);
        work.put("closes from another thread", this::closeFromAnotherThread);
        work.put("hubs", this::useAnotherHub);
        work.put("files", this::useAFile);
        work.put("names", () -> Dns.lookup("localhost"));
        work.put("children", () -> assertEquals(0, Subprocess.call("true")));
        return work;
    }

    private byte[] some() {
        byte[] some = new byte[1 + random.nextInt(LONGEST)];
        random.nextBytes(some);
        return some;
    }

    private void echoed(Socket connected) throws IOException {
        byte[] sent = some();
        try (connected) {
            Greenlet<Void> writer = spawn(() -> {
                connected.getOutputStream().write(sent);
                connected.shutdownOutput();
            });
            assertArrayEquals(sent, connected.getInputStream().readAllBytes());
            writer.get();
        }
    }

    private void reset() throws IOException {
        try (Socket socket = new Socket(LOOPBACK, streams.port())) {
            socket.getOutputStream().write(some());
            socket.setSoLinger(true, 0);
        }
    }

    private void askByPackets() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(1_000);
            byte[] question = new byte[1 + random.nextInt(1_000)];
            DatagramPacket answer = new DatagramPacket(new byte[2_000], 2_000);
            socket.send(new DatagramPacket(question, question.length, packets.address()));
            socket.receive(answer);
            assertEquals(question.length, answer.getLength());
        } catch (SocketTimeoutException lost) {
            // The system may drop them where it has no room.
        }
    }

    private void kill() throws IOException {
        try (Socket socket = new Socket(LOOPBACK, streams.port())) {
            Greenlet<Integer> reader = spawn(() -> socket.getInputStream().read());
            sleep();
            reader.kill();
            assertEquals('x', ask(socket, 'x'));
        }
    }

    private void timeOut() throws IOException {
        try (Socket socket = new Socket(LOOPBACK, streams.port())) {
            assertThrows(Timeout.class, () -> withTimeout(Duration.ofMillis(2), () -> socket.getInputStream().read()));
            assertEquals('x', ask(socket, 'x'));
        }
    }

    private void closeFromAnotherThread() throws IOException {
        Socket socket = new Socket(LOOPBACK, streams.port());
        Greenlet<String> reader = spawn(() -> assertThrows(IOException.class, () -> socket.getInputStream().read())
                .getMessage());
        sleep();
        Pools.blocking().apply(() -> {
            socket.close();
            return null;
        });
        assertEquals("Socket closed", reader.get());
    }

    private void useAnotherHub() {
        Pools.blocking().apply(() -> OtherThread.start(() -> {
            try (Socket socket = new Socket(LOOPBACK, streams.port())) {
                return ask(socket, 'x');
            }
        }).result());
    }

    private void useAFile() throws IOException {
        byte[] some = some();
        Path file = Files.createTempFile("soak", null);
        Files.write(file, some);
        assertArrayEquals(some, Files.readAllBytes(file));
        Files.delete(file);
    }

    private void workFor(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        List<Greenlet<?>> workers = new ArrayList<>();
        work().forEach((name, task) -> {
            for (int i = 0; i < WORKERS; i++) {
                workers.add(spawn(() -> {
                    while (System.nanoTime() < end) {
                        task.run();
                        done.merge(name, 1, Integer::sum);
                        sleep();
                    }
                }));
            }
        });
        joinall(workers, true);
        awaitThat(() -> streams.handling() + unix.handling() + packets.handling() == 0);
    }

    // ---- what the process holds

    private record Held(int descriptors, int threads, long heap, long direct) {
        static Held now() {
            System.gc();
            String[] descriptors = new File("/proc/self/fd").list();
            long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .mapToLong(BufferPoolMXBean::getMemoryUsed).sum();
            return new Held(descriptors == null ? 0 : descriptors.length,
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(), direct);
        }

        boolean isNoMoreThan(Held before) {
            return descriptors <= before.descriptors && threads <= before.threads + 2
                    && heap < before.heap + 4 * MEGABYTE && direct < before.direct + MEGABYTE;
        }
    }

    @Test
    @org.junit.jupiter.api.Timeout(value = 1, unit = TimeUnit.HOURS)
    void afterMuchOfAllSortsTheProcessHoldsWhatItHeldBefore() throws Exception {
        begin();
        workFor(TIME.dividedBy(3));
        Held warm = Held.now();
        workFor(TIME.dividedBy(3).multipliedBy(2));
        // Threads that have nothing to do end by and by, and collected hubs give back theirs.
        for (int i = 0; i < 100 && !Held.now().isNoMoreThan(warm); i++) {
            sleep(Duration.ofMillis(50));
        }

        assertTrue(Held.now().isNoMoreThan(warm), () -> warm + " became " + Held.now());
        work().keySet().forEach(name -> assertNotEquals(0, done.getOrDefault(name, 0), name));
    }
}
