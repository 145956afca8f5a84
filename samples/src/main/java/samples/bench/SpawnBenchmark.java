package samples.bench;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;

import gevent.Greenlet;
import gevent.hub.Hub;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

/**
 * Spawning and joining a million empty greenlets. The floor is starting and running as many bare virtual threads; the
 * peer is virtual threads on the JDK's scheduler.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SpawnBenchmark {
    private static final int COUNT = 1_000_000;

    private int ended;

    /** A bare virtual thread that starts, runs and ends. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public int floor() {
        Bare.Scheduler scheduler = new Bare.Scheduler();
        for (int i = 0; i < COUNT; i++) {
            scheduler.start(() -> ended++);
        }
        scheduler.drain();
        return ended;
    }

    /** A greenlet that starts, runs and ends, and is joined with the others. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public int greenlets() {
        List<Greenlet<?>> all = new ArrayList<>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            all.add(spawn(() -> {
                ended++;
            }));
        }
        joinall(all);
        return ended;
    }

    /** A virtual thread on the JDK's scheduler that starts, runs and ends, and is joined with the others. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public int virtualThreads() throws InterruptedException {
        List<Thread> all = new ArrayList<>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            all.add(Thread.startVirtualThread(() -> { }));
        }
        for (Thread thread : all) {
            thread.join();
        }
        return ended;
    }

    /** A greenlet that is joined before the next one is spawned. */
    @Benchmark
    public int oneByOne() {
        spawn(() -> {
            ended++;
        }).join();
        return ended;
    }

    /** Closes the hub. */
    @TearDown
    public void close() {
        Hub.get().close();
    }
}
