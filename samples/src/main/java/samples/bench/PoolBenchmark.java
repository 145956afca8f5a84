package samples.bench;

import gevent.hub.Hub;
import gevent.pool.Pool;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A small function applied to many elements, by a pool and by one JDK virtual thread per element. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PoolBenchmark {
    private static final int COUNT = 1_000;

    private final List<Integer> things = IntStream.range(0, COUNT).boxed().toList();
    private final List<Callable<Integer>> calls =
            things.stream().map(thing -> (Callable<Integer>) () -> thing + 1).toList();

    /** An element by a pool of 100 greenlets. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public List<Integer> map() {
        return new Pool(100).map(thing -> thing + 1, things);
    }

    /** An element by virtual threads. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public Object invokeAll() throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(calls);
        }
    }

    /** Closes the hub. */
    @TearDown
    public void close() {
        Hub.get().close();
    }
}
