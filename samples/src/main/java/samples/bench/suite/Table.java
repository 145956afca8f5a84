package samples.bench.suite;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A Markdown table of outcomes that is also readable on a terminal. */
final class Table {
    private static final List<String> HEAD =
            List.of("work", "by", "median", "min – max", "ratio", "min – max", "goal", "");
    private static final int WORDS = 2;             // number of text columns on the left

    private final List<List<String>> rows = new ArrayList<>();
    private final List<String> absent = new ArrayList<>();

    private Table() {
    }

    /** Formats outcomes. A ratio is the first contender's value divided by the line's; below 1 the first is ahead. */
    static String of(List<Outcome> outcomes) {
        Table table = new Table();
        outcomes.forEach(table::add);
        return table.text();
    }

    private void add(Outcome outcome) {
        Work work = outcome.work();
        for (Row row : work.rows()) {
            String what = row.what() + ", " + outcome.unit(row);
            for (Outcome.Line line : outcome.lines(row)) {
                rows.add(cells(what, line));
                what = "";
            }
        }
        for (Contender contender : work.contenders()) {
            outcome.whyAbsent(contender).ifPresent(why -> absent.add("- " + work.name() + ", " + contender.name()
                    + ": " + why));
        }
    }

    private static List<String> cells(String what, Outcome.Line line) {
        return List.of(what, line.contender(), Numbers.format(line.value().median()), span(line.value()),
                line.ratio().map(ratio -> Numbers.format(ratio.median())).orElse(""),
                line.ratio().map(Table::span).orElse(""), line.goal().map(Goal::toString).orElse(""),
                line.isMet().map(met -> met ? "met" : "missed").orElse(""));
    }

    private static String span(Summary summary) {
        return Numbers.format(summary.min()) + " – " + Numbers.format(summary.max());
    }

    private String text() {
        List<List<String>> all = new ArrayList<>(List.of(HEAD));
        all.addAll(rows);
        int[] widths = IntStream.range(0, HEAD.size())
                .map(column -> all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0)).toArray();
        String rule = IntStream.range(0, widths.length)
                .mapToObj(column -> "-".repeat(widths[column] + 1) + (isWord(column) ? "-" : ":"))
                .collect(Collectors.joining("|", "|", "|\n"));
        String body = rows.stream().map(row -> line(row, widths)).collect(Collectors.joining());
        return line(HEAD, widths) + rule + body + missing();
    }

    private String missing() {
        return absent.isEmpty() ? "" : "\nNot measured:\n\n" + String.join("\n", absent) + "\n";
    }

    private static boolean isWord(int column) {
        return column < WORDS || column == HEAD.size() - 1;
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, widths.length).mapToObj(column -> pad(cells.get(column), widths[column], column))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    private static String pad(String cell, int width, int column) {
        String space = " ".repeat(width - cell.length());
        return isWord(column) ? cell + space : space + cell;
    }
}
