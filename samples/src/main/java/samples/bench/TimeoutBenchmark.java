package samples.bench;

import gevent.Timeout;
import gevent.hub.Hub;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A timeout around a call that ends in time: started and cancelled, next to the JDK's timers. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class TimeoutBenchmark {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ScheduledThreadPoolExecutor timers = new ScheduledThreadPoolExecutor(1);

    /** Makes the executor remove cancelled timers from its queue at once, as a hub does. */
    public TimeoutBenchmark() {
        timers.setRemoveOnCancelPolicy(true);
    }

    /** A timeout of a hub. */
    @Benchmark
    public void timeout() {
        try (Timeout _ = Timeout.start(LIMIT)) {
            // In time.
        }
    }

    /** A timer of the JDK. */
    @Benchmark
    public boolean scheduledExecutor() {
        ScheduledFuture<?> timer = timers.schedule(() -> { }, 30, TimeUnit.SECONDS);
        return timer.cancel(false);
    }

    /** Shuts down the executor and the hub. */
    @TearDown
    public void close() {
        timers.shutdownNow();
        Hub.get().close();
    }
}
