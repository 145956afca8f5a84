package samples.switching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import samples.Ran;

/** The samples of greenlet and gevent: what each prints, in which order, and how long it takes. */
@Tag("io")
class SwitchingSamplesTest {
    private static Ran run(String name) throws Exception {
        Ran ran = Ran.sample(name);
        assertEquals(List.of(), ran.err());
        return ran;
    }

    private static double seconds(Ran ran) {
        return ran.time().toNanos() / 1e9;
    }

    @Test
    void twoGreenletsAlternate() throws Exception {
        Ran ran = run("alternate");

        assertEquals(IntStream.range(0, 5).boxed().flatMap(_ -> Stream.of("---A--", "---B--")).toList(), ran.out());
        assertTrue(seconds(ran) >= 0.8 && seconds(ran) < 10, () -> seconds(ran) + " seconds");
    }

    /** Without a pause each counts to its end; with one they take turns, in five seconds instead of fifteen. */
    @Test
    void greenletsTakeTurnsOnlyWhereTheyWait() throws Exception {
        Ran ran = Ran.inVirtualTime("turns");
        List<String> counts = ran.out().stream().map(line -> line.substring(line.lastIndexOf(' ') + 1)).toList();
        List<String> names = ran.out().stream().map(line -> line.split("\"")[1]).toList();

        assertEquals("012340123401234", String.join("", counts.subList(0, 15)));
        assertEquals("000111222333444", String.join("", counts.subList(15, 30)));
        assertEquals(names.subList(0, 5), java.util.Collections.nCopies(5, names.getFirst()));
        assertEquals(3, names.subList(15, 18).stream().distinct().count());
        assertEquals(Duration.ofSeconds(5), ran.time());
    }

    @Test
    void workersInterleave() throws Exception {
        Ran ran = run("workers");

        for (String worker : List.of("work1", "work2")) {
            assertEquals(IntStream.range(0, 10).mapToObj(i -> worker + " " + i).toList(),
                    ran.out().stream().filter(line -> line.startsWith(worker)).toList());
        }
        assertNotEquals(ran.out().stream().sorted().toList(), ran.out());
        assertTrue(seconds(ran) < 10, () -> seconds(ran) + " seconds");
    }

    @Test
    void pagesComeInTheTimeOfTheSlowest() throws Exception {
        Ran ran = run("urls");

        assertTrue(ran.out().subList(0, 3).stream().allMatch(line -> line.startsWith("GET: http://localhost:")));
        assertTrue(ran.out().subList(3, 6).stream()
                .allMatch(line -> line.matches("\\d+ bytes received from http://localhost:.*\\.")));
        assertTrue(seconds(ran) >= 1 && seconds(ran) < 3, () -> seconds(ran) + " seconds");
    }
}
