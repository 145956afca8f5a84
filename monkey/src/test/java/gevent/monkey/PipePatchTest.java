package gevent.monkey;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Function1;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** FIFOs and pipes, which may wait for ever for their other end: the JDK's calls, unchanged, in a JVM of its own. */
@Tag("jvm")
@EnabledOnOs(OS.LINUX)
class PipePatchTest {
    private static final int MEGABYTE = 1 << 20;

    @TempDir
    private Path temp;

    private List<String> lines(Class<?> program) throws Exception {
        return ChildJvm.linesOf(program, temp);
    }

    private static Path fifo(String directory, String name) throws Exception {
        Path fifo = Path.of(directory, name);
        if (new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() != 0) {
            throw new IOException("no " + fifo);
        }
        return fifo;
    }

    private static long descriptorsOf(Path file) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.filter(each -> {
                try {
                    return Files.readSymbolicLink(each).equals(file);
                } catch (IOException gone) {
                    return false;
                }
            }).count();
        }
    }

    // ---- reading

    static final class Reads {
        private static final Map<String, Function1<Path, Object>> WAYS = new LinkedHashMap<>();

        static {
            WAYS.put("FileInputStream", fifo -> {
                try (FileInputStream in = new FileInputStream(fifo.toFile())) {
                    return in.readAllBytes().length;
                }
            });
            WAYS.put("Files.newInputStream", fifo -> {
                try (InputStream in = Files.newInputStream(fifo)) {
                    return in.readAllBytes().length;
                }
            });
            WAYS.put("Files.readAllBytes", fifo -> Files.readAllBytes(fifo).length);
            WAYS.put("Files.readString", fifo -> Files.readString(fifo).length());
            WAYS.put("Files.lines", fifo -> {
                try (Stream<String> lines = Files.lines(fifo)) {
                    return lines.toList().getFirst().length();
                }
            });
            WAYS.put("Files.copy", fifo -> Files.copy(fifo, OutputStream.nullOutputStream()));
            WAYS.put("FileChannel", fifo -> {
                ByteBuffer all = ByteBuffer.allocateDirect(100);
                try (FileChannel channel = FileChannel.open(fifo)) {
                    while (channel.read(all) >= 0) {
                        // On.
                    }
                }
                return all.position();
            });
            WAYS.put("RandomAccessFile", fifo -> {
                try (RandomAccessFile file = new RandomAccessFile(fifo.toFile(), "r")) {
                    return file.read(new byte[100]);
                }
            });
        }

        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                for (Map.Entry<String, Function1<Path, Object>> way : WAYS.entrySet()) {
                    Path fifo = fifo(directory[0], way.getKey());
                    Greenlet<Object> reader = spawn(way.getValue(), fifo);
                    sleep(0.005);
                    boolean waited;
                    try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
                        sleep(0.005);
                        waited = !reader.isReady();
                        out.write("text".getBytes());
                    }
                    System.out.println(way.getKey() + " " + waited + " " + reader.get());
                }
            });
        }
    }

    @Test
    void everyWayToReadLetsOthersRunWhileNobodyWrites() throws Exception {
        assertEquals(List.of("FileInputStream true 4", "Files.newInputStream true 4", "Files.readAllBytes true 4",
                "Files.readString true 4", "Files.lines true 4", "Files.copy true 4", "FileChannel true 4",
                "RandomAccessFile true 4"), lines(Reads.class));
    }

    static final class ManyRead {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                List<Greenlet<?>> readers = new ArrayList<>();
                List<OutputStream> writers = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    Path fifo = fifo(directory[0], "many" + i);
                    readers.add(spawn(() -> Files.readAllBytes(fifo)));
                    writers.add(new FileOutputStream(fifo.toFile()));
                }
                sleep(0.01);
                Path file = Files.writeString(Path.of(directory[0], "file"), "content");
                System.out.println(Files.readString(file) + " " + readers.stream().anyMatch(Greenlet::isReady));
                for (OutputStream writer : writers) {
                    writer.close();
                }
                joinall(readers);
            });
        }
    }

    @Test
    void whoReadsFromFifosLeavesTheThreadsForFilesAlone() throws Exception {
        assertEquals(List.of("content false"), lines(ManyRead.class));
    }

    static final class TwoRead {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Path fifo = fifo(directory[0], "two");
                try (RandomAccessFile writer = new RandomAccessFile(fifo.toFile(), "rw");
                        FileInputStream in = new FileInputStream(fifo.toFile())) {
                    Greenlet<Integer> one = spawn(() -> in.read());
                    Greenlet<Integer> two = spawn(() -> in.read());
                    sleep(0.005);
                    writer.write('a');
                    sleep(0.005);
                    System.out.println(one.isReady() != two.isReady());
                    writer.write('b');
                    System.out.println(one.get() + two.get());
                }
            });
        }
    }

    @Test
    void whoComesTooLateWaitsAgainAndLetsOthersRun() throws Exception {
        assertEquals(List.of("true", "195"), lines(TwoRead.class));
    }

    static final class ClosesWhileAnotherReads {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Path fifo = fifo(directory[0], "closed");
                try (RandomAccessFile _ = new RandomAccessFile(fifo.toFile(), "rw")) {
                    FileInputStream in = new FileInputStream(fifo.toFile());
                    Greenlet<String> reader = spawn(() -> {
                        try {
                            return "read " + in.read();
                        } catch (IOException e) {
                            return e.getMessage();
                        }
                    });
                    sleep(0.005);
                    in.close();
                    System.out.println(reader.get());
                }
            });
        }
    }

    @Test
    void aCloseEndsTheReadOfAnother() throws Exception {
        assertEquals(List.of("Stream Closed"), lines(ClosesWhileAnotherReads.class));
    }

    static final class IsKilledWhileItOpens {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Path fifo = fifo(directory[0], "killed");
                Greenlet<?> in = spawn(() -> new FileInputStream(fifo.toFile()));
                Greenlet<?> channel = spawn(() -> FileChannel.open(fifo));
                Greenlet<String> limited = spawn(() -> {
                    try (Timeout _ = Timeout.start(Duration.ofMillis(1))) {
                        return "opened " + Files.newInputStream(fifo);
                    } catch (Timeout expired) {
                        return "too late";
                    }
                });
                sleep(0.01);
                in.kill();
                channel.kill();
                System.out.println(in.isDead() + " " + channel.isDead() + " " + limited.get());
                try (FileOutputStream _ = new FileOutputStream(fifo.toFile())) {
                    // Now the three opens that were left end, each on its thread.
                    for (int i = 0; descriptorsOf(fifo) > 1 && i < 1000; i++) {
                        sleep(0.005);
                    }
                    System.out.println(descriptorsOf(fifo));
                }
            });
        }
    }

    @Test
    void whoIsKilledWhileItOpensLeavesNoDescriptor() throws Exception {
        assertEquals(List.of("true true too late", "1"), lines(IsKilledWhileItOpens.class));
    }

    // ---- writing

    static final class Writes {
        static void main(String[] mode) throws Exception {
            Monkey.patchAll();
            if (mode[0].equals("greenlets only")) {
                Gevent.run(Writes::exchange);
            } else {
                exchange();
            }
        }

        private static void exchange() throws Exception {
            Process cat = new ProcessBuilder("cat").start();
            Greenlet<Integer> reader = spawn(() -> cat.getInputStream().readAllBytes().length);
            Greenlet<Void> writer = spawn(() -> {
                cat.getOutputStream().write(new byte[3 * MEGABYTE + 1]);
                cat.getOutputStream().close();
            });
            joinall(List.of(reader, writer), Duration.ofSeconds(100));
            System.out.println(reader.get() == 3 * MEGABYTE + 1);
            System.out.println(cat.waitFor());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"greenlets only", "main too"})
    void whoWritesMoreThanAPipeHoldsLetsItsReaderRun(String mode) throws Exception {
        assertEquals(List.of("true", "0"), ChildJvm.succeeded(ChildJvm.run(List.of("-javaagent:"
                + AgentJar.in(temp, AgentJar.manifest()), "-cp", ChildJvm.classPath(), Writes.class.getName(), mode))));
    }

    static final class MainWrites {
        static void main() throws Exception {
            Monkey.patchAll();
            Process cat = new ProcessBuilder("cat").start();
            Greenlet<Integer> reader = spawn(() -> cat.getInputStream().readAllBytes().length);
            cat.getOutputStream().write(new byte[MEGABYTE]);
            cat.getOutputStream().close();
            System.out.println(reader.get() == MEGABYTE);
        }
    }

    @Test
    void whileAHubsMainWritesOthersRun() throws Exception {
        assertEquals(List.of("true"), lines(MainWrites.class));
    }

    static final class WritesByChannel {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Path fifo = fifo(directory[0], "channel");
                Greenlet<Integer> reader = spawn(() -> Files.readAllBytes(fifo).length);
                try (FileChannel out = FileChannel.open(fifo, StandardOpenOption.WRITE)) {
                    System.out.println(out.write(ByteBuffer.allocateDirect(MEGABYTE)) == MEGABYTE);
                    System.out.println(out.write(new ByteBuffer[] {ByteBuffer.allocate(MEGABYTE)}) == MEGABYTE);
                }
                System.out.println(reader.get() == 2 * MEGABYTE);
            });
        }
    }

    @Test
    void aChannelWritesAllOfIt() throws Exception {
        assertEquals(List.of("true", "true", "true"), lines(WritesByChannel.class));
    }

    static final class IsKilledWhileItWrites {
        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Process process = new ProcessBuilder("sleep", "1000").start();
                OutputStream out = process.getOutputStream();
                Greenlet<?> writer = spawn(() -> out.write(new byte[MEGABYTE]));
                Greenlet<String> limited = spawn(() -> {
                    sleep();
                    try (Timeout _ = Timeout.start(Duration.ofMillis(1))) {
                        writer.join();
                        return "written";
                    } catch (Timeout expired) {
                        return "full";
                    }
                });
                System.out.println(limited.get());
                writer.kill();
                System.out.println(writer.isDead());
                process.destroyForcibly();
                System.out.println(process.waitFor());
            });
        }
    }

    @Test
    void whoIsKilledWhileItWritesLeavesAtOnce() throws Exception {
        assertEquals(List.of("full", "true", "137"), lines(IsKilledWhileItWrites.class));
    }

    static final class WritesToNobody {
        static void main(String[] directory) throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                Path fifo = fifo(directory[0], "broken");
                Greenlet<FileInputStream> reader = spawn(() -> new FileInputStream(fifo.toFile()));
                try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
                    Greenlet<String> writer = spawn(() -> {
                        try {
                            out.write(new byte[MEGABYTE]);
                            return "written";
                        } catch (IOException e) {
                            return e.getMessage();
                        }
                    });
                    sleep();
                    reader.get().close();
                    System.out.println(writer.get());
                }
            });
        }
    }

    @Test
    void whoWritesToAPipeIsToldThatItsReaderIsGone() throws Exception {
        assertEquals(List.of("Broken pipe"), lines(WritesToNobody.class));
    }
}
