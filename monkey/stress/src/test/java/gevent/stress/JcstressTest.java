package gevent.stress;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * Races of threads for what is lock-free, by jcstress, which tries each many million times: interpreted, compiled by
 * each of the JVM's compilers, and compiled in orders that it draws. {@code -Dstress.races=Waiter} chooses some.
 */
class JcstressTest {
    private static final Path LOG = Path.of("target", "jcstress", "log.txt");
    private static final String ALL = ".*";
    // The ways to compile that are named above.
    private static final int CONFIGURATIONS = 4;
    private static final Duration SHORTEST = Duration.ofMillis(200);
    // How many times 256 states there are at once: some of them have a descriptor.
    private static final String STRIDES = "8";
    // Beyond the time that a test has: jcstress itself ends a test that hangs, after half a minute or ten such times.
    private static final Duration SPARE = Duration.ofMinutes(1);
    private static final Pattern COUNTS = Pattern.compile("\\(Results: (\\d+) planned; (\\d+) passed, .*\\)");

    @Test
    void noRaceEndsInAWayThatIsForbidden() throws Exception {
        String races = System.getProperty("stress.races", ALL);
        long runs = TestList.tests().stream().filter(Pattern.compile(races).asPredicate()).count() * CONFIGURATIONS;
        assertTrue(runs > 0, () -> "no race is named " + races);
        Duration each = Stress.time().dividedBy(runs);
        each = each.compareTo(SHORTEST) < 0 ? SHORTEST : each;

        Jvm.run(LOG, each.multipliedBy(10).plus(SPARE).multipliedBy(runs), List.of(
                "org.openjdk.jcstress.Main", "-t", races,
                "-r", ".", "-f", "1", "-fsm", "1", "-sc", "false", "-iters", "1", "-strideCount", STRIDES,
                "-time", String.valueOf(each.toMillis())));

        String said = Files.readString(LOG);
        String counts = COUNTS.matcher(said).results().map(MatchResult::group).reduce("", (_, last) -> last);
        System.out.println("jcstress: " + counts);
        Matcher matcher = COUNTS.matcher(counts);
        assertTrue(matcher.matches() && matcher.group(1).equals(matcher.group(2)),
                () -> said.substring(Math.max(0, said.indexOf("RUN RESULTS:"))) + "see " + LOG);
    }
}
