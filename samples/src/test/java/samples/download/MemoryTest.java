package samples.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gevent.Gevent;
import gevent.monkey.Monkey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import samples.Child;

/** Memory: what a thousand downloads at once take, and the server of them all. */
class MemoryTest {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int MOST = 512 << 10;      // KB

    @TempDir
    private Path temp;

    /** Run in a JVM of its own; its last line is the most memory that it has had, in KB. */
    static final class Thousand {
        private static final int FILES = 1000;

        static void main(String[] args) throws IOException {
            Monkey.patchAll();
            Gevent.run(() -> {
                try (SlowServer server = new SlowServer(Duration.ofMillis(300));
                        Directory directory = Directory.of(Path.of(args[0]));
                        Progress progress = Progress.of(FILES)) {
                    new Session(server.urls(FILES, 1 << 20, 1 << 20), directory, null, progress).run(FILES);
                }
            });
            Files.readAllLines(STATUS).stream().filter(line -> line.startsWith("VmHWM:"))
                    .forEach(line -> System.out.println(line.replaceAll("\\D", "")));
            System.exit(0);
        }
    }

    @Test
    void aThousandDownloadsAtOnceStayUnder512Megabytes() throws Exception {
        assumeTrue(Files.exists(STATUS), "only Linux tells in " + STATUS + " how much memory a process has had");
        Child.Ended ended = Child.run(new ProcessBuilder(Child.java(Thousand.class.getName(), temp.toString())));

        assertEquals(List.of(), ended.err());
        assertTrue(ended.out().subList(0, 1000).stream().allMatch(line -> line.startsWith("GET: ")), "all at once");
        assertEquals(2001, ended.out().size());
        assertTrue(Integer.parseInt(ended.out().getLast()) < MOST, ended.out().getLast() + " KB");
    }
}
