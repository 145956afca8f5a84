package samples.bench.child;

import java.util.Locale;

/** How much work a child does, and how it prints its results. */
final class Sizes {
    private static final double SCALE =
            Double.parseDouble(System.getenv().getOrDefault("BENCH_SCALE", "1"));

    private Sizes() {
    }

    /** The scale of the work: 1, or less for less work and time. */
    static double scale() {
        return SCALE;
    }

    static int of(int count) {
        return (int) Math.max(1, Math.round(count * SCALE));
    }

    static void print(String figure, double value, String unit) {
        System.out.println(figure + " " + String.format(Locale.ROOT, "%.6g", value) + " " + unit);
    }
}
