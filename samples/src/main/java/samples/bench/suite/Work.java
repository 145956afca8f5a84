package samples.bench.suite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A task, the contenders that do it, and what is measured. The others are compared with the first contender.
 *
 * @param rows in the order of the table
 * @param contenders in the order of their turns
 */
record Work(String name, List<Row> rows, List<Contender> contenders) {
    static Work named(String name) {
        return new Work(name, List.of(), List.of());
    }

    Work row(String figure, String what, Goal... goals) {
        return new Work(name, with(rows, new Row(figure, what, Arrays.asList(goals))), contenders);
    }

    Work by(String contender, Contender.Measure measure) {
        return new Work(name, rows, with(contenders, new Contender(contender, measure)));
    }

    private static <T> List<T> with(List<T> list, T one) {
        List<T> more = new ArrayList<>(list);
        more.add(one);
        return List.copyOf(more);
    }
}
