package samples.bench.child;

import java.util.Arrays;
import samples.bench.HubPoolBenchmark;

/** The time of two hubs as a fraction of one hub's time for the same work, measured in turns in the same process. */
public final class Hubs {
    private static final double WARM_UP_NANOS = 2e9;
    private static final double LEAST_WARM_UP_NANOS = 1e9;
    private static final int ROUNDS = 30;

    private final HubPoolBenchmark one = by(1);
    private final HubPoolBenchmark two = by(2);

    private Hubs() {
    }

    /** @param args none */
    public static void main(String[] args) {
        Hubs hubs = new Hubs();
        Sizes.print("compute", hubs.part(HubPoolBenchmark::compute), "×");
        Sizes.print("talk", hubs.part(HubPoolBenchmark::talk), "×");
        System.exit(0);
    }

    private static HubPoolBenchmark by(int hubs) {
        HubPoolBenchmark benchmark = new HubPoolBenchmark();
        benchmark.hubs = hubs;
        benchmark.open();
        return benchmark;
    }

    private interface Work {
        Object doneBy(HubPoolBenchmark hubs);
    }

    private double part(Work work) {
        long[] ones = new long[Sizes.of(ROUNDS)];
        long[] twos = new long[ones.length];
        double warmUp = Math.max(WARM_UP_NANOS * Sizes.scale(), LEAST_WARM_UP_NANOS);
        for (long spent = 0; spent < warmUp; ) {
            spent += nanos(work, one) + nanos(work, two);
        }
        for (int i = 0; i < ones.length; i++) {
            ones[i] = nanos(work, one);
            twos[i] = nanos(work, two);
        }
        return median(twos) / median(ones);
    }

    private static long nanos(Work work, HubPoolBenchmark hubs) {
        long start = System.nanoTime();
        work.doneBy(hubs);
        return System.nanoTime() - start;
    }

    private static double median(long[] times) {
        Arrays.sort(times);
        return times[times.length / 2];
    }
}
