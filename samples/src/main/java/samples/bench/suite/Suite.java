package samples.bench.suite;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine;

/** Measures gevent4j, its floors and its peers in one run and in turns, and prints one table. */
@Command(name = "samples/bench/run", sortOptions = false, abbreviateSynopsis = true,
        description = {"Measures gevent4j beside its floors and peers: each in processes of its own, all in turns.",
            "Prints a table, and saves it with a picture and all figures. What is not installed is named."},
        exitCodeListHeading = "Exit status:%n",
        exitCodeList = {"0:measured, whether or not the goals are met", "1:could not save the results",
            "2:wrong arguments"})
public final class Suite implements Callable<Integer> {
    @Parameters(paramLabel = "WORK", arity = "0..*", description = "What to measure, see --list. Default: all.")
    private List<String> names = List.of();

    @Option(names = {"-l", "--list"}, description = "Names all there is to measure, and who takes part.")
    private boolean list;

    @Option(names = {"-q", "--quick"}, description = "Less of everything: under 3 minutes for all, but less exact.")
    private boolean quick;

    @Option(names = {"-n", "--rounds"}, paramLabel = "N", description = "How often each has its turn. Default: 3,"
            + " with --quick 1.")
    private Integer rounds;

    @Option(names = {"-o", "--output"}, paramLabel = "DIR", description = "Where results go. Default:"
            + " samples/target/bench.")
    private Path output;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Prints this.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    /** @param args options and names of works; see {@code --help} */
    public static void main(String[] args) {
        Runtime.getRuntime().addShutdownHook(new Thread(() ->
                ProcessHandle.current().descendants().forEach(ProcessHandle::destroy)));
        System.exit(new CommandLine(new Suite()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        Programs programs = Programs.ofCheckout();
        List<Work> works = chosen(new Works(programs).all());
        if (list) {
            works.forEach(Suite::describe);
            return 0;
        }
        Scale scale = quick ? Scale.QUICK : Scale.FULL;
        if (rounds != null) {
            check(rounds > 0, "Invalid value for option '--rounds': " + rounds);
            scale = new Scale(rounds, scale.size());
        }
        try {
            Results results = new Results(output != null ? output : programs.results(), scale,
                    Machine.lines(programs.source("pom.xml")));
            for (Work work : works) {
                results.add(measure(work, scale));
            }
            System.out.println(results.text());
            System.out.println("Saved in " + results.directory());
            return 0;
        } catch (IOException e) {
            System.err.println("samples/bench/run: " + e);
            return 1;
        }
    }

    private List<Work> chosen(List<Work> all) {
        for (String name : names) {
            check(all.stream().anyMatch(work -> work.name().equals(name)), "There is no work " + name
                    + "; --list names them");
        }
        return names.isEmpty() ? all : all.stream().filter(work -> names.contains(work.name())).toList();
    }

    private void check(boolean good, String message) {
        if (!good) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private static void describe(Work work) {
        System.out.printf("%-10s %s%n", work.name(), work.rows().getFirst().what());
        work.rows().stream().skip(1).forEach(row -> System.out.printf("%-10s %s%n", "", row.what()));
        System.out.printf("%-10s   by %s%n", "", String.join(", ", work.contenders().stream().map(Contender::name)
                .toList()));
    }

    /** Measures the contenders in turns, so that a slow phase of the machine affects all of them. */
    private static Outcome measure(Work work, Scale scale) throws InterruptedException {
        Outcome outcome = new Outcome(work);
        for (int round = 1; round <= scale.rounds(); round++) {
            for (Contender contender : work.contenders()) {
                if (outcome.whyAbsent(contender).isEmpty()) {
                    System.err.printf("%s %d/%d: %s%n", work.name(), round, scale.rounds(), contender.name());
                    takeTurn(contender, scale, outcome);
                }
            }
        }
        return outcome;
    }

    private static void takeTurn(Contender contender, Scale scale, Outcome outcome) throws InterruptedException {
        try {
            outcome.add(contender, contender.measure().take(scale));
        } catch (Missing missing) {
            outcome.setAbsent(contender, missing.getMessage());
        } catch (IOException failed) {
            outcome.setAbsent(contender, "failed: " + failed.getMessage());
        }
    }
}
