package samples.bench.child;

import gevent.Gevent;
import gevent.monkey.Monkey;
import gevent.pool.Pool;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** Downloads many files concurrently with plain code, in greenlets or in JDK virtual threads, and discards them. */
public final class Fetch {
    private static final int AT_ONCE = 200;
    private static final int ROOM = 64 * 1024;
    /** The compiler needs this long for the JDK's code behind a URL. */
    private static final double WARM_UP_SECONDS = 17;
    private static final double LEAST_WARM_UP_SECONDS = 1;
    private static final double SECONDS = 3;

    private interface Round {
        void run() throws InterruptedException;
    }

    private Fetch() {
    }

    /** @param args {@code greenlets} or {@code threads}; the prefix of the URLs; the count of URLs, numbered from 0 */
    public static void main(String[] args) throws InterruptedException {
        List<String> urls = IntStream.range(0, Integer.parseInt(args[2])).mapToObj(i -> args[1] + i).toList();
        if (args[0].equals("greenlets")) {
            Monkey.patchAll();
            Gevent.run(() -> measure(() -> new Pool(AT_ONCE).map(Fetch::fetch, urls)));
        } else {
            measure(() -> fetchByThreads(urls));
        }
    }

    private static void measure(Round round) throws InterruptedException {
        times(round, Math.max(WARM_UP_SECONDS * Sizes.scale(), LEAST_WARM_UP_SECONDS));
        double[][] times = times(round, SECONDS * Sizes.scale());
        Sizes.print("wall", median(times, 0), "s");
        Sizes.print("cpu", median(times, 1), "s");
    }

    /** The wall-clock time and the processor time of each round. */
    private static double[][] times(Round round, double seconds) throws InterruptedException {
        List<double[]> times = new ArrayList<>();
        long end = System.nanoTime() + (long) (seconds * 1e9);
        do {
            long start = System.nanoTime();
            long cpu = cpuNanos();
            round.run();
            times.add(new double[] {(System.nanoTime() - start) / 1e9, (cpuNanos() - cpu) / 1e9});
        } while (System.nanoTime() < end);
        return times.toArray(double[][]::new);
    }

    private static long cpuNanos() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private static double median(double[][] rounds, int which) {
        double[] sorted = Arrays.stream(rounds).mapToDouble(round -> round[which]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void fetchByThreads(List<String> urls) throws InterruptedException {
        Semaphore room = new Semaphore(AT_ONCE);
        List<Thread> all = new ArrayList<>();
        for (String url : urls) {
            room.acquire();
            all.add(Thread.startVirtualThread(() -> {
                try {
                    fetch(url);
                } finally {
                    room.release();
                }
            }));
        }
        for (Thread thread : all) {
            thread.join();
        }
    }

    private static long fetch(String url) {
        byte[] some = new byte[ROOM];
        long size = 0;
        try (InputStream in = URI.create(url).toURL().openStream()) {
            for (int n; (n = in.read(some)) > 0; ) {
                size += n;
            }
            return size;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
