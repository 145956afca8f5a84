package samples.bench.suite;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What all contenders of a work reached, round by round. Not safe for threads. */
final class Outcome {
    private final Work work;
    private final Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();    // contender, figure
    private final Map<String, String> units = new LinkedHashMap<>();                        // of a figure
    private final Map<String, String> absent = new LinkedHashMap<>();                       // contender: why

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

    /** From now on it has no turn; what it reached before does not count. */
    void setAbsent(Contender contender, String why) {
        absent.put(contender.name(), why);
    }

    Optional<String> whyAbsent(Contender contender) {
        return Optional.ofNullable(absent.get(contender.name()));
    }

    String unit(Row row) {
        return units.getOrDefault(row.figure(), "");
    }

    /** A value for each round; empty if it is absent or does not measure that. */
    List<Double> values(Row row, Contender contender) {
        return absent.containsKey(contender.name()) ? List.of()
                : values.getOrDefault(contender.name(), Map.of()).getOrDefault(row.figure(), List.of());
    }

    private Contender ours() {
        return work.contenders().getFirst();
    }

    /** One line for each contender that measured the row, the first one's on top; all that a table or picture shows. */
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
     * @param ratio of the first contender's to this one's; empty for the first
     * @param goal that the ratio should reach, or the value if there is no ratio
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
