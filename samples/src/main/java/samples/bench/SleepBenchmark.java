package samples.bench;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;

import gevent.hub.Hub;
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

/** {@code sleep(0)} of two greenlets beside its floor, two virtual threads that give way to each other. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SleepBenchmark {
    private static final int TURNS = 10_000;

    /** A turn of a bare virtual thread. */
    @Benchmark
    @OperationsPerInvocation(2 * TURNS)
    public void floor() {
        Bare.Scheduler scheduler = new Bare.Scheduler();
        for (int i = 0; i < 2; i++) {
            scheduler.start(() -> {
                for (int turn = 0; turn < TURNS; turn++) {
                    Thread.yield();
                }
            });
        }
        scheduler.drain();
    }

    /** A turn of a greenlet. */
    @Benchmark
    @OperationsPerInvocation(2 * TURNS)
    public void greenlets() {
        joinall(spawn(SleepBenchmark::giveWay), spawn(SleepBenchmark::giveWay));
    }

    private static void giveWay() {
        for (int turn = 0; turn < TURNS; turn++) {
            sleep();
        }
    }

    /** Ends the hub. */
    @TearDown
    public void close() {
        Hub.get().close();
    }
}
