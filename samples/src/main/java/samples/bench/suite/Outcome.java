package samples.bench.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The results of all contenders of a work, round by round. Not thread-safe. */
final class Outcome {
    private final Work work;
    private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();    // by contender, figure
    private final Map<String, String> units = new LinkedHashMap<>();                        // by figure
    private final Map<String, String> absent = new LinkedHashMap<>();                       // contender to reason

    Outcome(Work work) {
        this.work = work;
    }

    Work work() {
        return work;
    }

    void add(Contender contender, List<Figure> figures) {
        Map<String, List<Double>> of = values.computeIfAbsent(contender.name(), _ -> new LinkedHashMap<>());
        for (Figure figure : figures) {
            of.computeIfAbsent(figure.name(), _ -> new ArrayList<>()).add(figure.value());
            units.put(figure.name(), figure.unit());
        }
    }

    /** Excludes a contender: it gets no more turns, and its results so far do not count. */
    void setAbsent(Contender contender, String why) {
        absent.put(contender.name(), why);
    }

    Optional<String> whyAbsent(Contender contender) {
        return Optional.ofNullable(absent.get(contender.name()));
    }

    String unit(Row row) {
        return units.getOrDefault(row.figure(), "");
    }

    /** A value for each round; empty if the contender is absent or does not measure the row. */
    List<Double> values(Row row, Contender contender) {
        return absent.containsKey(contender.name()) ? List.of()
                : values.getOrDefault(contender.name(), Map.of()).getOrDefault(row.figure(), List.of());
    }

    private Contender ours() {
        return work.contenders().getFirst();
    }

    /** The content of a table or chart: a line for each contender that measured the row, the first contender on top. */
    List<Line> lines(Row row) {
        List<Double> ours = values(row, ours());
        List<Line> lines = new ArrayList<>();
        for (Contender contender : work.contenders()) {
            List<Double> its = values(row, contender);
            if (!its.isEmpty()) {
                lines.add(contender == ours() || ours.isEmpty()
                        ? Line.alone(contender.name(), Summary.of(its), row.ownGoal().filter(_ -> contender == ours()))
                        : Line.compared(contender.name(), Summary.of(its), Summary.ofRatios(ours, its),
                                row.goalAgainst(contender.name())));
            }
        }
        return lines;
    }

    /**
     * A contender's part of a row.
     *
     * @param ratio the first contender's value divided by this contender's; empty for the first contender
     * @param goal what the ratio should reach; without a ratio, what the value should reach
     */
    record Line(String contender, Summary value, Optional<Summary> ratio, Optional<Goal> goal) {
        static Line alone(String contender, Summary value, Optional<Goal> goal) {
            return new Line(contender, value, Optional.empty(), goal);
        }

        static Line compared(String contender, Summary value, Summary ratio, Optional<Goal> goal) {
            return new Line(contender, value, Optional.of(ratio), goal);
        }

        Optional<Boolean> isMet() {
            return goal.map(g -> g.isMet(ratio.orElse(value).median()));
        }
    }
}
