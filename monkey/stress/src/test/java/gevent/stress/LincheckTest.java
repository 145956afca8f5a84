package gevent.stress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.junit.jupiter.api.Test;

/**
 * Operations on one object that two threads interleave, by Lincheck, which tries the interleavings of a model instead
 * of waiting for them: what they return must be what some order of them returns on one thread. Operations that wait
 * are left to {@link JcstressTest}, as a hub sleeps in the system, which the model does not see.
 */
class LincheckTest {
    private static final Path LOG = Path.of("target", "lincheck", "log.txt");
    private static final Map<Class<?>, Class<?>> SPECIFICATIONS = Map.of(Linear.OfQueue.class, Linear.Queued.class,
            Linear.OfPriorityQueue.class, Linear.Sorted.class, Linear.OfSemaphore.class, Linear.Counted.class);
    private static final int FIRST_SCENARIOS = 16;
    private static final int INTERLEAVINGS = 200;
    // The number of scenarios doubles until the time is up; each takes about as long as the next.
    private static final Duration SPARE = Duration.ofMinutes(10);

    @Test
    void eachInterleavingEndsAsSomeOrderDoes() throws Exception {
        int status = Jvm.run(LOG, Stress.time().multipliedBy(4).plus(SPARE), List.of("-XX:+EnableDynamicAgentLoading",
                LincheckTest.class.getName(), Stress.time().toString()));

        assertEquals(0, status, () -> "see " + LOG);
    }

    /** Checks all objects until the time is up; its agent changes classes, so it has a JVM of its own. */
    static void main(String[] args) {
        long end = System.nanoTime() + Duration.parse(args[0]).toNanos();
        int scenarios = FIRST_SCENARIOS;
        do {
            for (var each : SPECIFICATIONS.entrySet()) {
                new ModelCheckingOptions().iterations(scenarios).invocationsPerIteration(INTERLEAVINGS).threads(2)
                        .actorsPerThread(3).sequentialSpecification(each.getValue()).check(each.getKey());
            }
            scenarios *= 2;
        } while (System.nanoTime() - end < 0);
        System.exit(0);
    }
}
