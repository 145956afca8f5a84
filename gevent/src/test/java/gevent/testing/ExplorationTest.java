package gevent.testing;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many seeds, or the one that is asked for. */
class ExplorationTest {
    private static int count;

    private static void increment() {
        int read = count;
        sleep();
        count = read + 1;
    }

    /** Fails with some seeds. */
    private static void loseAnUpdate() {
        count = 0;
        joinall(spawn(ExplorationTest::increment), spawn(ExplorationTest::increment));
        assertEquals(2, count);
    }

    @Test
    void seedsAreTriedFromZeroUntilOneFails() {
        List<Long> tried = new ArrayList<>();

        SimulationFailure failure = assertThrows(SimulationFailure.class, () -> Simulation.explore(10, () -> {
            tried.add(Simulation.current().seed());
            assertTrue(Simulation.current().seed() < 3);
        }));

        // The last one a second time, to see whether it goes the same way.
        assertEquals(List.of(0L, 1L, 2L, 3L, 3L), tried);
        assertEquals(3, failure.seed());
        assertTrue(failure.getMessage().startsWith("seed 3 failed, after 4 of 10 runs: "), failure::getMessage);
    }

    @Test
    void theCauseIsWhatWasThrown() {
        SimulationFailure failure = assertThrows(SimulationFailure.class, () -> Simulation.explore(1, () -> {
            throw new IllegalStateException("on purpose");
        }));

        assertEquals("on purpose", failure.getCause().getMessage());
    }

    @Test
    void whatGoesAnotherWayTheSecondTimeIsTold() {
        int[] runs = {0};

        SimulationFailure failure = assertThrows(SimulationFailure.class, () -> Simulation.explore(1, () -> {
            sleep(++runs[0]);
            throw new AssertionError();
        }));

        assertFalse(failure.repeats());
        assertTrue(failure.getMessage().contains("went another way"), failure::getMessage);
    }

    @Test
    void aClockThatIsReadDirectlyIsNoticedAndGuessedAt() {
        SimulationFailure failure = assertThrows(SimulationFailure.class, () -> Simulation.explore(1, () -> {
            sleep(Duration.ofNanos(System.nanoTime() & Integer.MAX_VALUE));
            throw new AssertionError();
        }));

        assertFalse(failure.repeats());
        assertTrue(failure.getMessage().contains("patchClock"), failure::getMessage);
    }

    @Test
    void noRunsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> Simulation.explore(0, () -> { }));
    }

    // ---- -Dgevent.seed

    @TempDir
    private Path temp;

    /** Explores, and prints the seeds and what was thrown. */
    static final class Main {
        private Main() {
        }

        public static void main(String[] args) {
            List<Long> seeds = new ArrayList<>();
            try {
                Simulation.explore(100, () -> {
                    seeds.add(Simulation.current().seed());
                    loseAnUpdate();
                });
            } catch (SimulationFailure | IllegalArgumentException e) {
                System.out.println(e.getMessage());
            }
            System.out.println(seeds);
        }
    }

    private String explored(String... flags) throws Exception {
        List<String> all = new ArrayList<>(List.of(ChildJvm.ACCESS, ChildJvm.NATIVE_ACCESS));
        all.addAll(List.of(flags));
        ChildJvm.Ended ended = ChildJvm.run(temp, ChildJvm.libraries(), Main.class, all.toArray(String[]::new));
        assertEquals("", ended.err());
        return ended.out();
    }

    @Test
    void aSeedThatFailedIsReplayedStepByStepInAnotherProcess() throws Exception {
        SimulationFailure failure = assertThrows(SimulationFailure.class,
                () -> Simulation.explore(100, ExplorationTest::loseAnUpdate));

        String replayed = explored("-Dgevent.seed=" + failure.seed());

        assertTrue(replayed.contains("seed " + failure.seed() + " failed, after the seed that -Dgevent.seed names"),
                replayed);
        assertTrue(replayed.contains(failure.trace().toString()), () -> replayed + "\nis not\n" + failure.trace());
        assertTrue(replayed.endsWith("[%1$d, %1$d]\n".formatted(failure.seed())), replayed);
    }

    @Test
    void aSeedThatIsNoNumberIsRefused() throws Exception {
        assertTrue(explored("-Dgevent.seed=x").contains("-Dgevent.seed=x is no whole number"));
    }
}
