package gevent.stress;

import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Foreign bytes, by Jazzer, which looks for inputs that take new ways through the code. What it finds it keeps in
 * {@code target/fuzz}, and begins with it the next time. {@code -Dstress.foreign=TUNNEL} chooses one reader, and
 * {@code -Dstress.input=…} a single input of it, in hexadecimal.
 */
@EnabledOnOs(OS.LINUX)
class FuzzTest {
    private static final Path DIRECTORY = Path.of("target", "fuzz").toAbsolutePath();
    private static final String ALL = "";
    private static final Duration SHORTEST = Duration.ofSeconds(2);
    /** To start a JVM and instrument its classes, and for an input that hangs, with much to spare. */
    private static final Duration START = Duration.ofSeconds(120);
    /** In bytes; some limits are at 64 kB. */
    private static final int LONGEST = 70_000;

    /** Of Jazzer. They refuse what these readers are for: to connect, to open files, to load classes by name. */
    private static final List<String> HOOKS = Stream
            .of("ServerSideRequestForgery", "FilePathTraversal", "ReflectiveCall")
            .map(name -> "com.code_intelligence.jazzer.sanitizers." + name).toList();

    @ParameterizedTest
    @EnumSource(Foreign.class)
    void noInputHarms(Foreign what) throws Exception {
        String wanted = System.getProperty("stress.foreign", ALL);
        if (!wanted.equals(ALL) && !wanted.equals(what.name())) {
            return;
        }
        Path directory = DIRECTORY.resolve(what.name().toLowerCase(Locale.ROOT));
        Path log = directory.resolve("log.txt");
        Files.createDirectories(directory.resolve("corpus"));
        List<String> program = new ArrayList<>(List.of("-Xmx256m", "-Dstress.foreign=" + what));
        String input = System.getProperty("stress.input");
        program.addAll(input != null ? List.of("-Dstress.input=" + input, Fuzzed.class.getName())
                : jazzer(what, directory, wanted.equals(ALL) ? Foreign.values().length : 1));
        int status = Jvm.run(log, Stress.time().plus(START), program);

        if (status != 0) {
            fail(what + ": status " + status + inputs(directory) + "\n" + tail(log));
        }
    }

    private static List<String> jazzer(Foreign what, Path directory, int kinds) throws IOException {
        Path seeds = Files.createDirectories(directory.resolve("seeds"));
        List<byte[]> all = what.seeds();
        for (int i = 0; i < all.size(); i++) {
            Files.write(seeds.resolve("" + i), all.get(i));
        }
        Duration each = Stress.time().dividedBy(kinds);
        long seconds = Math.max(each.toSeconds(), SHORTEST.toSeconds());
        // Jazzer's seeds are numbers of 32 bits, and zero means none.
        long seed = Stress.seed(what + "") & 0x7fff_ffff | 1;
        return List.of("-Djava.io.tmpdir=" + Files.createDirectories(directory.resolve("tmp")).toAbsolutePath(),
                "com.code_intelligence.jazzer.Jazzer", "--target_class=" + Fuzzed.class.getName(),
                "--instrumentation_includes=gevent.socket.**:gevent.ssl.**:gevent.internal.epoll.**:gevent.monkey.**",
                "--disabled_hooks=" + String.join(":", HOOKS),
                "--reproducer_path=" + directory, "-artifact_prefix=" + directory + "/input-",
                "-seed=" + seed, "-max_total_time=" + seconds, "-max_len=" + LONGEST, "-timeout=20",
                "-print_final_stats=1", directory.resolve("corpus").toString(), seeds.toString());
    }

    private static String inputs(Path directory) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("input-")).toList()) {
                text.append("\n-Dstress.input=").append(HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return text.toString();
    }

    private static String tail(Path log) throws IOException {
        String said = Files.readString(log);
        return said.substring(Math.max(0, said.length() - 5000)) + "\nsee " + log;
    }
}
