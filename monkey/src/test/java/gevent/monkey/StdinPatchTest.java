package gevent.monkey;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Gevent;
import gevent.Timeout;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Scanner;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code System.in} of a JVM of its own, read in the ways that programs read it, while others run. */
@Tag("jvm")
class StdinPatchTest {
    @TempDir
    private Path temp;

    enum Way {
        STREAM(() -> new String(System.in.readNBytes(5)).strip()),
        READER(() -> new BufferedReader(new InputStreamReader(System.in)).readLine()),
        SCANNER(() -> new Scanner(System.in).nextLine()),
        IO(() -> java.lang.IO.readln());

        final Callable<String> read;

        Way(Callable<String> read) {
            this.read = read;
        }
    }

    static final class Reads {
        static void main(String[] way) throws Exception {
            Monkey.patchAll();
            Callable<String> read = Way.valueOf(way[0]).read;
            Gevent.run(() -> {
                var reader = spawn(read);
                sleep(0.002);
                System.out.println("others run " + !reader.isReady());
                System.out.println(reader.get());
            });
        }
    }

    /** What it prints; {@code input} comes when it has printed something. */
    private List<String> lines(Class<?> program, String argument, String input) throws Exception {
        Process process = ChildJvm.java(List.of("-javaagent:" + AgentJar.in(temp, AgentJar.manifest()), "-cp",
                ChildJvm.classPath(), program.getName(), argument)).redirectErrorStream(true).start();
        try (BufferedReader out = process.inputReader(); OutputStream in = process.getOutputStream()) {
            String first = out.readLine();
            in.write(input.getBytes());
            in.flush();
            return List.of(first, String.join("|", out.readAllLines()));
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileAGreenletReadsOthersRun(Way way) throws Exception {
        assertEquals(List.of("others run true", "text"), lines(Reads.class, way.name(), "text\n"));
    }

    static final class GuestReads {
        static void main(String[] way) throws Exception {
            Monkey.patchAll();
            Callable<String> read = Way.valueOf(way[0]).read;
            Gevent.run(() -> {
                try (var guests = Executors.newVirtualThreadPerTaskExecutor()) {
                    var reader = guests.submit(read);
                    sleep(0.002);
                    System.out.println("others run " + !reader.isDone());
                    System.out.println(reader.get());
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void whileAVirtualThreadOfTheProgramReadsOthersRun(Way way) throws Exception {
        assertEquals(List.of("others run true", "text"), lines(GuestReads.class, way.name(), "text\n"));
    }

    static final class MainReads {
        static void main() throws Exception {
            Monkey.patchAll();
            spawn(() -> System.out.println("others run"));
            System.out.println(System.in.read());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void whileAHubsMainReadsOthersRun() throws Exception {
        assertEquals(List.of("others run", "120"), lines(MainReads.class, "", "x"));
    }

    static final class GivesUp {
        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                try (Timeout _ = Timeout.start(Duration.ofMillis(2))) {
                    System.in.read();
                } catch (Timeout expired) {
                    System.out.println("gave up");
                }
                System.out.println(System.in.read());
            });
        }
    }

    @Test
    void whoGivesUpReadingHasTakenNothing() throws Exception {
        assertEquals(List.of("gave up", "120"), lines(GivesUp.class, "", "x"));
    }

    static final class ReadsAll {
        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> System.out.println(System.in.readAllBytes().length));
        }
    }

    static final class ReadsATerminal {
        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                var reader = spawn(() -> {
                    System.out.println("reads");
                    System.out.println(System.in.read());
                });
                spawn(() -> System.out.println("others run"));
                reader.get();
            });
        }
    }

    /** As JLine sets it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aTerminalThatMayReturnNothingDoesSoWhileOthersRun() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "a terminal takes script, of util-linux");
        String java = ChildJvm.java(ChildJvm.withAgent(ReadsATerminal.class, temp)).command().stream()
                .map(word -> "'" + word + "'").collect(Collectors.joining(" "));
        for (int tenths : new int[] {0, 1}) {
            Process process = new ProcessBuilder("script", "-qec", "stty -icanon min 0 time " + tenths + " && "
                    + java, "/dev/null").redirectErrorStream(true).start();
            try (BufferedReader out = process.inputReader()) {
                List<String> lines = out.readAllLines();

                assertEquals(List.of("-1", "others run", "reads"), lines.stream().sorted().toList());
                assertTrue(tenths == 0 || lines.getLast().equals("-1"), lines::toString);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void aFileAsInputIsReadToItsEnd() throws Exception {
        Path file = Files.write(temp.resolve("input"), new byte[100_000]);
        Process process = ChildJvm.java(ChildJvm.withAgent(ReadsAll.class, temp)).redirectInput(file.toFile()).start();
        try (BufferedReader out = process.inputReader()) {
            assertEquals("100000", out.readLine());
        } finally {
            process.destroyForcibly();
        }
    }
}
