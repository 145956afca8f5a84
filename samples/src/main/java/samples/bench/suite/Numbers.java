package samples.bench.suite;

import java.util.Locale;

/** Formats numbers with their significant digits only. */
final class Numbers {
    private Numbers() {
    }

    /** Formats a number with three significant digits and thousands separators. */
    static String format(double value) {
        double size = Math.abs(value);
        int places = size >= 99.95 || size == 0 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : 3;
        return String.format(Locale.ROOT, "%,." + places + "f", value);
    }
}
