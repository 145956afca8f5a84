package samples.bench.suite;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A figure that a child process measured.
 *
 * @param name the name of the figure within its work
 * @param unit the unit of time, size or anything else that the value counts
 */
record Figure(String name, double value, String unit) {
    private static final Pattern LINE = Pattern.compile("(\\S+) ([0-9.eE+-]+) (\\S+)");

    /** Parses a line of a child's output such as {@code switch 112.5 ns}; empty if the line is no figure. */
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
