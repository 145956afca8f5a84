package samples.bench.suite;

import java.util.List;
import java.util.stream.IntStream;

/** A summary of several measurements of the same figure: their median and their range. */
record Summary(double median, double min, double max) {
    /** @param values one or more */
    static Summary of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Summary(median, sorted[0], sorted[sorted.length - 1]);
    }

    /**
     * Summarizes the ratios of two contenders' values, round by round, so that a slow phase of the machine affects both
     * values of a ratio.
     *
     * @param others as many values as {@code ours}, or only those of the first rounds
     */
    static Summary ofRatios(List<Double> ours, List<Double> others) {
        return of(IntStream.range(0, Math.min(ours.size(), others.size()))
                .mapToObj(i -> ours.get(i) / others.get(i)).toList());
    }
}
