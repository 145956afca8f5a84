package gevent.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * All sorts of I/O and waits on one hub while system calls fail, and while greenlets are killed, timed out and
 * interrupted and their sockets closed: seed after seed, see {@link Soak}.
 */
class SoakTest {
    private static final Path DIRECTORY = Path.of("target", "soak");
    private static final Duration MORE = Duration.ofMinutes(5);
    private static final int LAST_LINES = 40;
    private static final List<String> OPTIONS = List.of("stress.only", "stress.verbose", "stress.bad");

    private static void soak(String loop, String... options) throws IOException, InterruptedException {
        Duration time = Stress.time().dividedBy(2);
        Path log = DIRECTORY.resolve(loop + ".txt");
        List<String> program = new ArrayList<>(
                List.of("-Xmx400m", "-Dgevent.loopexit=always", "-Dgevent.loop=" + loop));
        program.addAll(List.of(options));
        OPTIONS.stream().filter(each -> System.getProperty(each) != null)
                .forEach(each -> program.add("-D" + each + "=" + System.getProperty(each)));
        program.addAll(List.of(Soak.class.getName(), String.valueOf(Stress.seed("soak on " + loop)),
                String.valueOf(time.toSeconds())));

        int status = Jvm.run(log, time.plus(MORE), program);

        List<String> lines = Files.readAllLines(log);
        System.out.println("soak on " + loop + ": " + lines.getLast());
        assertEquals(0, status, () -> "see " + log + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size())));
    }

    @Test
    void nothingIsLostWhileCallsFailAndGreenletsAreStruck() throws Exception {
        soak("epoll", "-Dgevent.testing.libc=" + FaultyLibc.class.getName());
    }

    @Test
    void nothingIsLostWhileGreenletsAreStruckOnNio() throws Exception {
        soak("nio");
    }
}
