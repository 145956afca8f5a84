package samples.bench;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.Hub;
import gevent.pool.HubPool;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The same work on one hub and on two hubs: computations, and work that consists of the system calls of sockets. On two
 * cores two hubs should need little more than half the time of one.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HubPoolBenchmark {
    private static final int TASKS = 64;
    private static final int STEPS = 100_000;
    /** Enough to take much longer than the few milliseconds until the system has moved each hub to a core. */
    private static final int ROUND_TRIPS = 100;

    private final List<Integer> tasks = IntStream.range(0, TASKS).boxed().toList();
    private HubPool pool;

    /** The number of hubs. */
    @Param({"1", "2"})
    public int hubs;

    /** Starts the hubs. */
    @Setup
    public void open() {
        pool = new HubPool(hubs);
    }

    /** Each task computes for about a tenth of a millisecond. */
    @Benchmark
    public List<Long> compute() {
        return pool.map(seed -> {
            long x = seed + 1;
            for (int i = 0; i < STEPS; i++) {
                x ^= x << 13;
                x ^= x >>> 7;
                x ^= x << 17;
            }
            return x;
        }, tasks);
    }

    /** Each task connects to an echo server on its hub, and sends a few bytes there and back. */
    @Benchmark
    public List<Integer> talk() {
        return pool.map(_ -> {
            try (ServerSocket listener = new gevent.monkey.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Greenlet<?> server = Gevent.spawn(() -> echo(listener.accept()));
                int sum = 0;
                try (Socket client = new gevent.monkey.net.Socket(
                        listener.getInetAddress(), listener.getLocalPort())) {
                    client.setTcpNoDelay(true);
                    for (int i = 0; i < ROUND_TRIPS; i++) {
                        client.getOutputStream().write(i);
                        sum += client.getInputStream().read();
                    }
                }
                server.join();
                return sum;
            }
        }, tasks);
    }

    private static void echo(Socket connection) throws IOException {
        try (connection) {
            connection.setTcpNoDelay(true);
            for (int b; (b = connection.getInputStream().read()) >= 0; ) {
                connection.getOutputStream().write(b);
            }
        }
    }

    /** Closes the hubs. */
    @TearDown
    public void close() {
        pool.close();
        Hub.get().close();
    }
}
