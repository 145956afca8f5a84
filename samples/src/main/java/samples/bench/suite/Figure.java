package samples.bench.suite;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a child process measured.
 *
 * @param name which of the figures of its work
 * @param unit of time, size or whatever the value counts
 */
record Figure(String name, double value, String unit) {
    private static final Pattern LINE = Pattern.compile("(\\S+) ([0-9.eE+-]+) (\\S+)");

    /** From a line of what a child prints, {@code switch 112.5 ns}; empty for one that is something else. */
    static Optional<Figure> parse(String line) {
        Matcher matcher = LINE.matcher(line.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Figure(matcher.group(1), Double.parseDouble(matcher.group(2)), matcher.group(3)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
