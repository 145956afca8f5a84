package gevent.foreign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each suite ends as its file says, plain and in greenlets. {@code -Dforeign.suites=commons-net,netty} and
 * {@code -Dforeign.on=plain,epoll,nio} choose some.
 */
class ForeignSuiteTest {
    private static final int MOST_MINUTES = 15;

    private static boolean isChosen(String property, String name) {
        String chosen = System.getProperty(property);
        return chosen == null || Arrays.asList(chosen.toLowerCase(Locale.ROOT).split(",")).contains(name);
    }

    static Stream<Arguments> runs() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("suites"))) {
            return files.sorted().toList().stream().map(ForeignSuiteTest::read)
                    .filter(suite -> isChosen("foreign.suites", suite.toString()))
                    .flatMap(suite -> Stream.of(Configuration.values())
                            .filter(on -> isChosen("foreign.on", on.name().toLowerCase(Locale.ROOT)))
                            .map(on -> Arguments.of(suite, on)));
        }
    }

    private static Suite read(Path file) {
        try {
            return Suite.read(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("runs")
    void endsAsExpected(Suite suite, Configuration on) throws Exception {
        Path directory = Files.createDirectories(Path.of("target", "foreign"));
        Path outcomes = directory.resolve(suite + "-" + on + ".txt");
        Path log = directory.resolve(suite + "-" + on + ".log");
        Files.deleteIfExists(outcomes);
        long start = System.nanoTime();
        run(on.command(suite, outcomes), log);
        Map<String, String> ended = Runner.read(outcomes);
        long failed = ended.values().stream().filter(each -> !each.equals(Runner.PASSED)).count();
        List<String> differences = suite.differences(on, ended);
        System.out.printf("%s, %s: %d ran, %d failed, %d not as expected, %d s%n", suite, on, ended.size(), failed,
                differences.size(), TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start));

        assertEquals("", String.join("\n", differences), () -> "see " + log);
    }

    private static void run(List<String> command, Path log) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
        Thread stop = new Thread(child::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(stop);
        try {
            child.getOutputStream().close();
            assertTrue(child.waitFor(MOST_MINUTES, TimeUnit.MINUTES), () -> "it hangs; see " + log);
            assertEquals(0, child.exitValue(), () -> "see " + log);
        } finally {
            child.destroyForcibly();
            Runtime.getRuntime().removeShutdownHook(stop);
        }
    }
}
