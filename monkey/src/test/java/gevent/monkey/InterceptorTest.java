package gevent.monkey;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's blocking points that the agent takes over, each used unchanged in a JVM of its own. */
@Tag("jvm")
class InterceptorTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path temp;

    private List<String> lines(Class<?> program) throws Exception {
        return ChildJvm.linesOf(program, temp);
    }

    private static void patched(Action program) throws Exception {
        Monkey.patchAll();
        Gevent.run(program);
    }

    /** Threads of the JDK that wake others after a time. */
    private static long unparkers() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().contains("unparker"))
                .count();
    }

    static final class Sleeps {
        static void main() throws Exception {
            patched(() -> {
                Greenlet<String> sleeper = spawn(() -> {
                    try {
                        Thread.sleep(Duration.ofHours(1));
                        return "slept";
                    } catch (InterruptedException e) {
                        return "interrupted";
                    }
                });
                sleep();
                sleeper.kill();
                System.out.println(sleeper.value() + " " + sleeper.isDead());
                try (Timeout _ = Timeout.start(Duration.ofMillis(1))) {
                    Thread.sleep(Duration.ofHours(1));
                } catch (Timeout expired) {
                    System.out.println("timed out");
                }
                Thread.currentThread().interrupt();
                try {
                    Thread.sleep(Duration.ofHours(1));
                } catch (InterruptedException e) {
                    System.out.println("interrupted " + Thread.interrupted());
                }
            });
        }
    }

    @Test
    void aSleepIsEndedByKillTimeoutAndInterrupt() throws Exception {
        assertEquals(List.of("null true", "timed out", "interrupted false"), lines(Sleeps.class));
    }

    static final class MainSleeps {
        static void main() throws Exception {
            Monkey.patchAll();
            Greenlet<?> other = spawn(() -> System.out.println("the other ran"));
            Thread.sleep(1);
            System.out.println(other.isDead());
        }
    }

    @Test
    void whileAHubsMainSleepsOthersRun() throws Exception {
        assertEquals(List.of("the other ran", "true"), lines(MainSleeps.class));
    }

    static final class TimedParks {
        static void main() throws Exception {
            patched(() -> {
                Object monitor = new Object();
                System.out.println(new LinkedBlockingQueue<String>().poll(1, TimeUnit.MILLISECONDS));
                synchronized (monitor) {
                    monitor.wait(1);
                }
                LockSupport.parkNanos(1_000_000);
                Thread.startVirtualThread(() -> LockSupport.parkNanos(1_000_000)).join();
                System.out.println(unparkers());
            });
        }
    }

    @Test
    void timedParksUseTheTimersOfTheHub() throws Exception {
        assertEquals(List.of("null", "0"), lines(TimedParks.class));
    }

    static final class WakesEarly {
        static void main() throws Exception {
            patched(() -> {
                LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
                Greenlet<String> taker = spawn(() -> queue.poll(1, TimeUnit.HOURS));
                sleep();
                queue.add("item");
                System.out.println(taker.get());
                System.out.println(gevent.hub.Hub.get().inspect().greenlets().size());
            });
        }
    }

    @Test
    void aTimedParkThatEndsEarlyLeavesNoTimer() throws Exception {
        assertEquals(List.of("item", "1"), lines(WakesEarly.class));
    }

    static final class SharesAStream {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            try (PrintStream log = new PrintStream(Path.of(directory[0], "log").toFile())) {
                Greenlet<?> other = spawn(() -> log.println("the greenlet"));
                sleep();
                log.println("main");
                System.out.println(other.isDead());
            }
        }
    }

    @Test
    void aMainAndAGreenletMayWriteToOneStream() throws Exception {
        assertEquals(List.of("true"), lines(SharesAStream.class));
        assertEquals(List.of("the greenlet", "main"), Files.readAllLines(temp.resolve("log")));
    }

    static final class UsesFiles {
        static void main(String[] directory) throws Exception {
            patched(() -> {
                Path file = Path.of(directory[0], "file");
                byte[] content = new byte[MEGABYTE];
                Arrays.fill(content, (byte) 'x');
                try (FileOutputStream out = new FileOutputStream(file.toFile())) {
                    out.write('x');
                    out.write(content, 0, 10);
                    out.write(content);
                }
                try (FileInputStream in = new FileInputStream(file.toFile())) {
                    System.out.println(in.read() + " " + in.read(new byte[5]) + " " + in.readAllBytes().length);
                }
                try (RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw")) {
                    random.seek(MEGABYTE);
                    random.write(content, 0, 100);
                    random.seek(MEGABYTE - 1);
                    System.out.println(random.read(new byte[200]) + " " + random.length());
                }
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    System.out.println(channel.write(ByteBuffer.wrap(content), 10) + " "
                            + channel.read(ByteBuffer.allocate(100)) + " " + channel.size());
                }
                System.out.println(Files.readAllBytes(file).length + " " + Files.readString(file).length());
                try (Stream<String> all = Files.lines(file)) {
                    System.out.println(all.count());
                }
                try {
                    new FileInputStream(Path.of(directory[0], "none").toFile()).close();
                } catch (IOException e) {
                    System.out.println(e.getClass().getSimpleName());
                }
            });
        }
    }

    @Test
    void filesGiveWhatTheyGaveBefore() throws Exception {
        assertEquals(List.of("120 5 1048581", "101 1048676", "1048576 100 1048676", "1048676 1048676", "1",
                "FileNotFoundException"), lines(UsesFiles.class));
    }

    static final class ReadsFromAPool {
        static void main(String[] directory) throws Exception {
            patched(() -> {
                Path file = Files.write(Path.of(directory[0], "file"), new byte[10]);
                System.out.println(poolThreads() > 0);
                try (FileInputStream in = new FileInputStream(file.toFile())) {
                    System.out.println(in.read(new byte[10]));
                }
            });
        }

        private static long poolThreads() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().matches("gevent-(files|blocking)-.*")).count();
        }
    }

    @Test
    void filesAreReadByThreadsOfAPool() throws Exception {
        assertEquals(List.of("true", "10"), lines(ReadsFromAPool.class));
    }

    static final class ReadsAPipe {
        static void main() throws Exception {
            patched(() -> {
                Process process = new ProcessBuilder("cat").start();
                Greenlet<Integer> reader = spawn(() -> process.getInputStream().read());
                Greenlet<Integer> waiter = spawn(() -> process.waitFor());
                sleep(0.01);
                System.out.println("others run " + reader.isDead() + " " + waiter.isDead());
                process.getOutputStream().write('a');
                process.getOutputStream().flush();
                System.out.println(reader.get());
                process.getOutputStream().close();
                System.out.println(waiter.get() + " " + process.waitFor(1, TimeUnit.HOURS));
            });
        }
    }

    @Test
    void aProcessIsWaitedForWhileOthersRun() throws Exception {
        assertEquals(List.of("others run false false", "97", "0 true"), lines(ReadsAPipe.class));
    }

    static final class AwaitsTheFuture {
        static void main() throws Exception {
            patched(() -> {
                Process process = new ProcessBuilder("cat").start();
                Greenlet<Process> waiter = spawn(() -> process.onExit().get());
                sleep(0.002);
                System.out.println("others run " + waiter.isDead());
                process.getOutputStream().close();
                System.out.println(waiter.get().exitValue());
            });
        }
    }

    @Test
    void theFutureOfAnExitIsWaitedForWhileOthersRun() throws Exception {
        assertEquals(List.of("others run false", "0"), lines(AwaitsTheFuture.class));
    }

    static final class MainReadsAPipe {
        static void main() throws Exception {
            Monkey.patchAll();
            Process process = new ProcessBuilder("cat").start();
            Greenlet<?> writer = spawn(() -> {
                process.getOutputStream().write('a');
                process.getOutputStream().close();
            });
            System.out.println(process.getInputStream().read() + " " + writer.isDead());
            System.out.println(process.waitFor());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whileAHubsMainReadsAPipeOthersRun() throws Exception {
        assertEquals(List.of("97 true", "0"), lines(MainReadsAPipe.class));
    }

    static final class IsKilledAtAPipe {
        static void main() throws Exception {
            patched(() -> {
                Process process = new ProcessBuilder("cat").start();
                Greenlet<Integer> reader = spawn(() -> process.getInputStream().read());
                sleep();
                reader.kill();
                process.getOutputStream().write('a');
                process.getOutputStream().close();
                System.out.println(reader.value() + " " + process.getInputStream().read());
            });
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whoIsKilledWhileReadingAPipeTakesNothingOutOfIt() throws Exception {
        assertEquals(List.of("null 97"), lines(IsKilledAtAPipe.class));
    }

    static final class WaitsTooLong {
        static void main() throws Exception {
            patched(() -> {
                Process process = new ProcessBuilder("cat").start();
                System.out.println(process.waitFor(1, TimeUnit.MILLISECONDS));
                try (Timeout _ = Timeout.start(Duration.ofMillis(1))) {
                    process.waitFor();
                } catch (Timeout expired) {
                    System.out.println("timed out " + process.isAlive());
                }
                process.destroy();
                System.out.println(process.waitFor() > 0);
            });
        }
    }

    @Test
    void awaitingAProcessIsEndedByItsLimitAndByATimeout() throws Exception {
        assertEquals(List.of("false", "timed out true", "true"), lines(WaitsTooLong.class));
    }

    /** Its initializer waits, as nothing of ours may there. */
    static final class Initialized {
        static final String VALUE = init();

        private static String init() {
            try {
                Thread.sleep(1);
                return Integer.toString(Files.readString(Path.of("pom.xml")).indexOf('<'));
            } catch (InterruptedException e) {
                return "interrupted";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static final class Initializes {
        static void main() throws Exception {
            patched(() -> System.out.println(spawn(() -> Initialized.VALUE).get()));
        }
    }

    @Test
    void aClassInitializerBlocksItsThreadAndIsNotStuck() throws Exception {
        assertEquals(List.of("0"), lines(Initializes.class));
    }

    static final class OpensASocketFirst {
        static void main() throws Exception {
            patched(() -> {
                new java.net.ServerSocket(0).close();
                System.out.println(gevent.os.Descriptor.areSupported());
            });
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatTheLoopReadsToBeginWithDoesNotAskForTheLoop() throws Exception {
        assertEquals(List.of("true"), lines(OpensASocketFirst.class));
    }

    static final class OnAThreadWithoutHub {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Thread.sleep(1);
            Path file = Files.writeString(Path.of(directory[0], "file"), "content");
            System.out.println(Files.readString(file) + " " + gevent.hub.Hub.getIfExists());
        }
    }

    @Test
    void aThreadWithoutHubDoesAsItDidAndGetsNone() throws Exception {
        assertEquals(List.of("content null"), lines(OnAThreadWithoutHub.class));
    }

    @Test
    void classesAreReadFromJarsAsEver() throws Exception {
        String jar = AgentJar.withEverythingIn(temp);
        List<String> lines = ChildJvm.succeeded(ChildJvm.run(List.of("-javaagent:" + jar, "-cp",
                jar + File.pathSeparator + ChildJvm.path(ChildJvm.libraries().toArray(Path[]::new)),
                UsesFiles.class.getName(), temp.toString())));

        assertEquals("FileNotFoundException", lines.getLast());
    }

    /** A main receives what a greenlet sends, and then is not sent anything in time. */
    static final class Datagrams {
        static void main() throws Exception {
            Monkey.patchAll();
            try (DatagramSocket near = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                    MulticastSocket far = new MulticastSocket(0)) {
                InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), far.getLocalPort());
                DatagramPacket packet = new DatagramPacket(new byte[10], 10);
                spawn(() -> near.send(new DatagramPacket("hello".getBytes(), 5, to)));
                far.receive(packet);
                System.out.println(new String(packet.getData(), 0, packet.getLength()));
                spawn(() -> {
                    try (Timeout _ = Timeout.start(Duration.ofMillis(1))) {
                        far.receive(packet);
                    } catch (Timeout expired) {
                        System.out.println("timed out " + far.isClosed());
                    }
                }).join();
                spawn(() -> near.send(new DatagramPacket("again".getBytes(), 5, to)));
                far.receive(packet);
                System.out.println(new String(packet.getData(), 0, packet.getLength()));
                System.out.println(far.getReuseAddress() + " " + near.getReuseAddress());
            }
            try (DatagramChannel channel = DatagramChannel.open()) {
                channel.socket().bind(null);
                System.out.println(channel.socket().isBound());
            }
        }
    }

    @Test
    void whileAHubsMainReceivesOthersRunAndATimeoutLeavesTheSocketOpen() throws Exception {
        assertEquals(List.of("hello", "timed out false", "again", "true false", "true"), lines(Datagrams.class));
    }

    static final class Reports {
        static void main() {
            Monkey.patchAll();
            Monkey.patchAll();
            System.out.println(Monkey.report());
        }
    }

    @Test
    void theReportNamesWhatTheAgentHasRewritten() throws Exception {
        String report = String.join("\n", lines(Reports.class));

        assertTrue(report.contains("java.io.FileInputStream"), report);
        assertTrue(report.contains("java.lang.VirtualThread"), report);
        assertTrue(report.contains("java.lang.ProcessImpl"), report);
        assertTrue(report.contains("java.net.DatagramSocket"), report);
        assertTrue(!report.contains("left alone"), report);
    }

    @Test
    void withoutTheAgentTheReportSaysWhatIsMissing() throws Exception {
        String report = String.join("\n", ChildJvm.linesOf(Reports.class));

        assertTrue(report.contains("socket: java.net.Socket"), report);
        assertTrue(report.contains("file: not patched, as that needs the agent"), report);
    }
}
