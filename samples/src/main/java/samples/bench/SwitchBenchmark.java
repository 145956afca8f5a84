package samples.bench;

import greenlet.Greenlet;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Explicit switching from stacks of several depths, next to its floor, which is a continuation's run and yield. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SwitchBenchmark {
    private static final int AROUND = 1000;

    /** The number of frames below the code that switches. */
    @Param({"1", "5", "20", "100"})
    public int depth;

    private Runnable continuation;
    private Greenlet echo;
    private Greenlet ring;

    /** Starts the continuation and the greenlets, so that each operation finds them suspended. */
    @Setup
    public void start() {
        continuation = Bare.yieldingForEver(depth);
        continuation.run();
        Greenlet main = Greenlet.current();
        echo = new Greenlet(() -> Bare.atDepth(depth, () -> {
            while (true) {
                main.switchTo();
            }
        }));
        echo.switchTo();
        ring = ring(main);
        ring.switchTo();
    }

    /** The first of two greenlets that switch to each other; switches to main after every {@link #AROUND} switches. */
    private Greenlet ring(Greenlet main) {
        Greenlet[] two = new Greenlet[2];
        two[0] = new Greenlet(() -> Bare.atDepth(depth, () -> {
            while (true) {
                for (int i = 0; i < AROUND / 2; i++) {
                    two[1].switchTo();
                }
                main.switchTo();
            }
        }));
        two[1] = new Greenlet(() -> Bare.atDepth(depth, () -> {
            while (true) {
                two[0].switchTo();
            }
        }));
        return two[0];
    }

    /** One run and one yield. */
    @Benchmark
    public void floor() {
        continuation.run();
    }

    /** To a greenlet and back: two switches, which take one run and one yield. */
    @Benchmark
    public void thereAndBack() {
        echo.switchTo();
    }

    /** One switch from a greenlet to another, which takes one run and one yield. */
    @Benchmark
    @OperationsPerInvocation(AROUND)
    public void toEachOther() {
        ring.switchTo();
    }
}
