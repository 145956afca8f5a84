package samples.bench.suite;

import java.util.Locale;

/**
 * How thoroughly to measure.
 *
 * @param rounds the number of turns of each contender
 * @param size 1, or less for less work and time; children read it from {@link #VARIABLE}
 */
record Scale(int rounds, double size) {
    static final String VARIABLE = "BENCH_SCALE";
    static final Scale QUICK = new Scale(1, 0.1);
    static final Scale FULL = new Scale(3, 1);

    int of(int count) {
        return (int) Math.max(1, Math.round(count * size));
    }

    String variable() {
        return String.format(Locale.ROOT, "%s", size);
    }
}
