package gevent.foreign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A suite of another project: what of it runs, and how that is expected to end. It is read from a file, whose lines are
 * comments or one of these:
 *
 * <pre>
 *   option JVM-OPTION           the suite needs it
 *   select PACKAGE or CLASS     its tests run
 *   leave  TESTS  reason        they do not; TESTS is a class or CLASS.METHOD, where * stands for anything
 *   count  NUMBER               how many methods run
 *   fails  WHERE TEST  reason   it fails; WHERE is everywhere, plain, greenlets, epoll or nio
 * </pre>
 *
 * @param file where it was read from
 * @param options options of the JVM
 * @param selected packages and classes
 * @param left tests that do not run
 * @param count how many methods run, of those selected
 * @param failing tests that fail
 */
record Suite(Path file, List<String> options, List<String> selected, List<Pattern> left, int count,
        List<Failing> failing) {
    /** A test that fails, on what, and why. */
    record Failing(String where, String test, String reason) {
    }

    static Suite read(Path file) throws IOException {
        List<String> options = new ArrayList<>();
        List<String> selected = new ArrayList<>();
        List<Pattern> left = new ArrayList<>();
        List<Failing> failing = new ArrayList<>();
        int count = 0;
        for (String line : Files.readAllLines(file)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.strip().split("\\s+", 2);
            String rest = words[1];
            switch (words[0]) {
                case "option" -> options.add(rest);
                case "select" -> selected.add(rest);
                case "leave" -> left.add(pattern(withReason(rest, 2)[0]));
                case "count" -> count = Integer.parseInt(rest);
                case "fails" -> {
                    String[] parts = withReason(rest, 3);
                    failing.add(new Failing(parts[0], parts[1], parts[2]));
                }
                default -> throw new IllegalArgumentException(file + ": " + line);
            }
        }
        return new Suite(file, options, selected, left, count, failing);
    }

    private static String[] withReason(String rest, int parts) {
        String[] split = rest.split("\\s+", parts);
        if (split.length < parts) {
            throw new IllegalArgumentException("no reason: " + rest);
        }
        return split;
    }

    private static Pattern pattern(String tests) {
        return Pattern.compile(Pattern.quote(tests).replace("*", "\\E.*\\Q") + "(\\..*)?");
    }

    /** Whether a class, or CLASS.METHOD, does not run. Of a class that is left, no method runs. */
    boolean leaves(String test) {
        return left.stream().anyMatch(each -> each.matcher(test).matches());
    }

    /**
     * What is not as expected, a line each.
     *
     * @param outcomes for each test that ran, its failure or {@link Runner#PASSED}
     */
    List<String> differences(Configuration on, Map<String, String> outcomes) {
        Map<String, String> failed = new TreeMap<>(outcomes);
        failed.values().removeIf(Runner.PASSED::equals);
        Map<String, String> expected = failing.stream().filter(each -> on.isMeantBy(each.where()))
                .collect(Collectors.toMap(Failing::test, Failing::reason, (one, _) -> one, TreeMap::new));
        List<String> differences = new ArrayList<>();
        if (outcomes.size() != count) {
            differences.add("ran " + outcomes.size() + " tests, not " + count);
        }
        failed.forEach((test, why) -> {
            if (!expected.containsKey(test)) {
                differences.add("failed: " + test + ": " + why);
            }
        });
        expected.forEach((test, reason) -> {
            if (!failed.containsKey(test)) {
                differences.add("did not fail: " + test + ", though: " + reason);
            }
        });
        return differences;
    }

    /** The name, which reports show. */
    @Override
    public String toString() {
        return file.getFileName().toString().replace(".txt", "");
    }
}
