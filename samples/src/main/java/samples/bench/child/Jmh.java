package samples.bench.child;

import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs a JMH benchmark in this process, which serves as its fork, and prints a figure for each value of its parameter.
 * {@code samples/run bench} and its profilers run the same code.
 */
public final class Jmh {
    private static final int ITERATIONS = 5;
    private static final long ITERATION_MILLIS = 300;
    private static final long WARM_UP_MILLIS = 1500;
    /** With less, the compiler is not finished. */
    private static final long LEAST_WARM_UP_MILLIS = 500;

    private Jmh() {
    }

    /** @param args the benchmark, as {@code Class.method} */
    public static void main(String[] args) throws RunnerException {
        Options options = new OptionsBuilder().include(Pattern.quote("." + args[0]) + "$").forks(0)
                .verbosity(VerboseMode.SILENT)
                .warmupIterations(1).warmupTime(millis(Math.max(WARM_UP_MILLIS * Sizes.scale(),
                        LEAST_WARM_UP_MILLIS)))
                .measurementIterations(Sizes.of(ITERATIONS)).measurementTime(millis(ITERATION_MILLIS))
                .build();
        Collection<RunResult> results = new Runner(options).run();
        if (results.isEmpty()) {
            throw new IllegalArgumentException("There is no benchmark " + args[0]);
        }
        for (RunResult result : results) {
            Sizes.print(name(result.getParams()), median(result), "ns");
        }
        System.exit(0);
    }

    private static TimeValue millis(double millis) {
        return new TimeValue(Math.round(millis), TimeUnit.MILLISECONDS);
    }

    private static String name(BenchmarkParams params) {
        return params.getParamsKeys().isEmpty() ? "each"
                : params.getParamsKeys().stream().map(params::getParam).collect(Collectors.joining("-"));
    }

    private static double median(RunResult result) {
        return result.getPrimaryResult().getStatistics().getPercentile(50);
    }
}
