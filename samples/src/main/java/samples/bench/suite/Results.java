package samples.bench.suite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/** The outcomes so far, saved after each work, so that an interrupted run keeps its results. */
final class Results {
    private final Path directory;
    private final String head;
    private final List<Outcome> outcomes = new ArrayList<>();

    Results(Path directory, Scale scale, List<String> machine) {
        this.directory = directory;
        String rounds = scale.rounds() == 1 ? "one round" : scale.rounds() + " rounds";
        this.head = "Measured on " + LocalDate.now() + " in " + rounds
                + (scale.size() < 1 ? ", with --quick: a tenth of each work" : "")
                + ":\n\n- " + String.join("\n- ", machine) + "\n";
    }

    Path directory() {
        return directory;
    }

    void add(Outcome outcome) throws IOException {
        outcomes.add(outcome);
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("table.md"), text());
        Files.writeString(directory.resolve("figures.csv"), figures());
        Chart.write(outcomes, directory.resolve("ratios.png"));
    }

    /** The table, with a description of the machine. */
    String text() {
        return head + "\n" + Table.of(outcomes);
    }

    /** Every figure of every round. */
    private String figures() {
        StringBuilder text = new StringBuilder("work,figure,by,round,value,unit\n");
        for (Outcome outcome : outcomes) {
            for (Row row : outcome.work().rows()) {
                for (Contender contender : outcome.work().contenders()) {
                    List<Double> values = outcome.values(row, contender);
                    for (int i = 0; i < values.size(); i++) {
                        text.append(String.join(",", outcome.work().name(), row.figure(), contender.name(),
                                String.valueOf(i + 1), values.get(i).toString(), outcome.unit(row))).append('\n');
                    }
                }
            }
        }
        return text.toString();
    }
}
