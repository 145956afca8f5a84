package samples.bench.suite;

import java.util.Locale;

/** How numbers are written: as many digits as say something. */
final class Numbers {
    private Numbers() {
    }

    /** With three digits that count, in groups of thousands. */
    static String format(double value) {
        double size = Math.abs(value);
        int places = size >= 99.95 || size == 0 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + places + "f", value);
    }
}
