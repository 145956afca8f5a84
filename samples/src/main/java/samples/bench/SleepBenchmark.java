package samples.bench;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;

import gevent.event.Event;
import gevent.hub.Hub;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A turn of {@code sleep(0)} where some, many or very many greenlets take turns. The floor is bare virtual threads that
 * yield to each other. The peer is virtual threads on the JDK's scheduler, which may use every core.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class SleepBenchmark {
    /** The total number of turns, shared evenly. */
    private static final int TURNS = 100_000;
    /** Turns of a virtual thread that are counted together; a divisor of {@link #TURNS}. */
    private static final int COUNTED = 16;

    /** The greenlets of a hub. */
    @State(Scope.Thread)
    public static class Greenlets {
        /** The number of greenlets that take turns. */
        @Param({"2", "1000", "100000"})
        public int among;

        private final Event done = new Event();
        private boolean stopped;

        /** Starts the greenlets; the first one counts. */
        @Setup
        public void start() {
            spawn(() -> {
                while (!stopped) {
                    for (int turn = 0; turn < TURNS / among; turn++) {
                        sleep();
                    }
                    done.set();
                }
            });
            for (int i = 1; i < among; i++) {
                spawn(() -> {
                    while (!stopped) {
                        sleep();
                    }
                });
            }
        }

        /** Ends the greenlets. */
        @TearDown
        public void stop() {
            stopped = true;
            Hub.get().join();
            Hub.get().close();
        }
    }

    /** Bare virtual threads. */
    @State(Scope.Thread)
    public static class Bares {
        /** The number of threads that take turns. */
        @Param({"2", "1000", "100000"})
        public int among;

        private final Bare.Scheduler scheduler = new Bare.Scheduler();

        /** Starts the threads. */
        @Setup
        public void start() {
            for (int i = 0; i < among; i++) {
                scheduler.start(() -> {
                    while (true) {
                        Thread.yield();
                    }
                });
            }
        }
    }

    /** Virtual threads on the JDK's scheduler. They share turns unevenly and may starve, so all of them count. */
    @State(Scope.Thread)
    public static class Threads {
        /** The number of threads that take turns. */
        @Param({"2", "1000", "100000"})
        public int among;

        private final AtomicLong turns = new AtomicLong();
        private final Semaphore done = new Semaphore(0);
        private volatile boolean stopped;

        /** Starts the threads; each counts its turns. */
        @Setup
        public void start() {
            for (int i = 0; i < among; i++) {
                int first = i;
                Thread.startVirtualThread(() -> {
                    for (int turn = first; !stopped; turn++) {
                        Thread.yield();
                        if (turn % COUNTED == 0 && turns.addAndGet(COUNTED) % TURNS == 0) {
                            done.release();
                        }
                    }
                });
            }
        }

        /** Ends the threads. */
        @TearDown
        public void stop() {
            stopped = true;
        }
    }

    /** A turn of a bare virtual thread. */
    @Benchmark
    @OperationsPerInvocation(TURNS)
    public void floor(Bares threads) {
        threads.scheduler.run(TURNS);
    }

    /** A turn of a greenlet. */
    @Benchmark
    @OperationsPerInvocation(TURNS)
    public void greenlets(Greenlets greenlets) {
        greenlets.done.await();
        greenlets.done.clear();
    }

    /** A turn of a virtual thread on the JDK's scheduler. */
    @Benchmark
    @OperationsPerInvocation(TURNS)
    public void virtualThreads(Threads threads) {
        threads.done.acquireUninterruptibly();
    }
}
