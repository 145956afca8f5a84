package samples.bench.suite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of what was measured. */
class TableTest {
    private static final Contender.Measure NONE = _ -> List.of();

    private final Work work = Work.named("switch").row("each", "a switch", Goal.within(1.15, "floor"), Goal.ahead("C"))
            .by("ours", NONE).by("floor", NONE).by("C", NONE);
    private final Outcome outcome = new Outcome(work);

    private void add(int contender, double value) {
        outcome.add(work.contenders().get(contender), List.of(new Figure("each", value, "ns")));
    }

    @Test
    void eachLineComparesTheFirstWithOneOfTheOthers() {
        add(0, 120);
        add(1, 100);
        add(2, 240);
        assertEquals("""
                | work         | by    | median | min – max | ratio |   min – max |   goal |        |
                |--------------|-------|-------:|----------:|------:|------------:|-------:|--------|
                | a switch, ns | ours  |    120 | 120 – 120 |       |             |        |        |
                |              | floor |    100 | 100 – 100 |  1.20 | 1.20 – 1.20 | ≤ 1.15 | missed |
                |              | C     |    240 | 240 – 240 |  0.50 | 0.50 – 0.50 |    < 1 | met    |
                """, Table.of(List.of(outcome)));
    }

    @Test
    void whoIsMissingIsNamedAndHasNoNumbers() {
        add(0, 120);
        add(2, 240);
        outcome.setAbsent(work.contenders().get(2), "gcc is not installed");
        String table = Table.of(List.of(outcome));
        assertTrue(table.endsWith("\nNot measured:\n\n- switch, C: gcc is not installed\n"), table);
        assertFalse(table.contains("240"), table);
    }

    @Test
    void withoutTheFirstTheOthersHaveNoRatio() {
        add(1, 100);
        outcome.setAbsent(work.contenders().get(0), "failed");
        Outcome.Line floor = outcome.lines(work.rows().getFirst()).getFirst();
        assertTrue(floor.ratio().isEmpty());
        assertTrue(floor.isMet().isEmpty());
    }

    @Test
    void aGoalWithoutAPeerIsForTheFirstItself() {
        Work sleepers = Work.named("sleepers").row("each", "a million", Goal.atMost(3)).by("ours", NONE)
                .by("JDK", NONE);
        Outcome of = new Outcome(sleepers);
        sleepers.contenders().forEach(who -> of.add(who, List.of(new Figure("each", 4, "s"))));
        assertEquals(List.of(false), of.lines(sleepers.rows().getFirst()).stream()
                .flatMap(line -> line.isMet().stream()).toList());
    }
}
