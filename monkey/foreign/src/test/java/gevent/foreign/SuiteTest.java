package gevent.foreign;

import static gevent.foreign.Configuration.EPOLL;
import static gevent.foreign.Configuration.NIO;
import static gevent.foreign.Configuration.PLAIN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a file says of a suite is what a run is held to, in both directions. */
class SuiteTest {
    private static final String TWO = """
            # A comment.
            option -Xmx1g
            select org.example
            leave  org.example.Slow*  takes hours
            leave  org.example.Some.asks  asks the Internet
            count  2
            fails  greenlets  org.example.A.fails  for a reason
            """;

    @TempDir
    private Path temp;

    private Suite suite(String text) throws Exception {
        return Suite.read(Files.writeString(temp.resolve("suite.txt"), text));
    }

    @Test
    void whatIsExpectedIsNoDifference() throws Exception {
        Suite suite = suite(TWO);

        assertEquals(List.of(), suite.differences(PLAIN,
                Map.of("org.example.A.fails", Runner.PASSED, "org.example.A.passes", Runner.PASSED)));
        assertEquals(List.of(), suite.differences(EPOLL,
                Map.of("org.example.A.fails", "AssertionError", "org.example.A.passes", Runner.PASSED)));
    }

    @Test
    void aFailureThatIsNotListedIsADifference() throws Exception {
        assertEquals(List.of("failed: org.example.A.fails: AssertionError"), suite(TWO).differences(PLAIN,
                Map.of("org.example.A.fails", "AssertionError", "org.example.A.passes", Runner.PASSED)));
    }

    @Test
    void aListedFailureThatDoesNotHappenIsADifference() throws Exception {
        assertEquals(List.of("did not fail: org.example.A.fails, though: for a reason"), suite(TWO).differences(NIO,
                Map.of("org.example.A.fails", Runner.PASSED, "org.example.A.passes", Runner.PASSED)));
    }

    @Test
    void aTestThatDoesNotRunIsADifference() throws Exception {
        assertEquals(List.of("ran 1 tests, not 2"), suite(TWO).differences(PLAIN,
                Map.of("org.example.A.passes", Runner.PASSED)));
    }

    @Test
    void whatIsLeftIsLeftWithItsMethods() throws Exception {
        Suite suite = suite(TWO);

        assertTrue(suite.leaves("org.example.SlowTest"));
        assertTrue(suite.leaves("org.example.SlowTest.method"));
        assertTrue(suite.leaves("org.example.Some.asks"));
        assertFalse(suite.leaves("org.example.Some"));
        assertFalse(suite.leaves("org.example.Some.asksNobody"));
    }

    @Test
    void nothingIsLeftWithoutAReason() {
        assertThrows(IllegalArgumentException.class, () -> suite("leave org.example.Slow"));
        assertThrows(IllegalArgumentException.class, () -> suite("fails everywhere org.example.A.fails"));
    }
}
