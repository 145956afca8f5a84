package gevent.stress;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** What all kinds share: how long each of them runs, and from which seed. */
final class Stress {
    private Stress() {
    }

    /** How long a kind runs: {@code -Dstress.time=PT1H}; ten seconds unless it is set. */
    static Duration time() {
        return Duration.parse(System.getProperty("stress.time", "PT10S"));
    }

    /**
     * A seed, printed so that the same run can be had again: {@code -Dstress.seed=N}; another one each time unless it
     * is set.
     */
    static long seed(String kind) {
        long seed = Long.getLong("stress.seed", ThreadLocalRandom.current().nextLong());
        System.out.println(kind + ": -Dstress.seed=" + seed);
        return seed;
    }
}
