package peers;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Times a piece of work repeatedly, and prints the median. */
final class Rounds {
    private static final double SCALE = Double.parseDouble(System.getenv().getOrDefault("BENCH_SCALE", "1"));
    private static final double WARM_UP_SECONDS = Math.max(1.5 * SCALE, 0.5);
    private static final double SECONDS = 1.5 * SCALE;

    private Rounds() {
    }

    /** Prints the nanoseconds per operation of {@code round}, which performs {@code count} operations. */
    static void measure(String figure, int count, Runnable round) {
        times(WARM_UP_SECONDS, round);
        List<Long> times = times(SECONDS, round);
        Collections.sort(times);
        System.out.printf(Locale.ROOT, "%s %.2f ns%n", figure, (double) times.get(times.size() / 2) / count);
    }

    private static List<Long> times(double seconds, Runnable round) {
        List<Long> times = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            long start = System.nanoTime();
            round.run();
            times.add(System.nanoTime() - start);
        } while (System.nanoTime() < end);
        return times;
    }
}
