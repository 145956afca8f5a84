package samples.bench;

import gevent.hub.Hub;
import gevent.hub.Loop;
import gevent.hub.Timer;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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

/** A million timers with a thousand different delays that are started, and then cancelled in the same order. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TimerBenchmark {
    private static final int COUNT = 1_000_000;
    private static final int TIMES = 1000;
    private static final Runnable NOTHING = () -> { };

    private final ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1);

    /** Makes the executor remove cancelled timers from its queue at once, as a hub does. */
    public TimerBenchmark() {
        executor.setRemoveOnCancelPolicy(true);
    }

    /** A timer of a hub. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void hub() {
        Loop loop = Hub.get().loop();
        Timer[] timers = new Timer[COUNT];
        for (int i = 0; i < COUNT; i++) {
            timers[i] = loop.timer(Duration.ofSeconds(1 + i % TIMES));
            timers[i].start(NOTHING);
        }
        for (Timer timer : timers) {
            timer.stop();
        }
    }

    /** A timer of the JDK. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void scheduledExecutor() {
        ScheduledFuture<?>[] timers = new ScheduledFuture<?>[COUNT];
        for (int i = 0; i < COUNT; i++) {
            timers[i] = executor.schedule(NOTHING, 1 + i % TIMES, TimeUnit.SECONDS);
        }
        for (ScheduledFuture<?> timer : timers) {
            timer.cancel(false);
        }
    }

    /** Shuts down the executor and the hub. */
    @TearDown
    public void close() {
        executor.shutdownNow();
        Hub.get().close();
    }
}
