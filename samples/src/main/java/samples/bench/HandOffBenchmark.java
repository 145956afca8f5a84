package samples.bench;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;

import gevent.event.Event;
import gevent.hub.Hub;
import gevent.lock.Semaphore;
import gevent.queue.Channel;
import gevent.queue.SimpleQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
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

/** Hand-offs between two greenlets, next to hand-offs between two JDK virtual threads with the JDK's classes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HandOffBenchmark {
    private static final int COUNT = 10_000;

    /** A hand-off through a queue with room for one element. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void queue() {
        SimpleQueue<Integer> queue = new SimpleQueue<>(1);
        joinall(spawn(() -> {
            for (int i = 0; i < COUNT; i++) {
                queue.put(i);
            }
        }), spawn(() -> {
            for (int i = 0; i < COUNT; i++) {
                queue.get();
            }
        }));
    }

    /** A hand-off between virtual threads through a queue with room for one element. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void queueOfVirtualThreads() throws InterruptedException {
        handOver(new LinkedBlockingQueue<>(1));
    }

    /** A hand-off through a channel, which has no buffer. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void channel() {
        Channel<Integer> channel = new Channel<>();
        joinall(spawn(() -> {
            for (int i = 0; i < COUNT; i++) {
                channel.put(i);
            }
        }), spawn(() -> {
            for (int i = 0; i < COUNT; i++) {
                channel.get();
            }
        }));
    }

    /** A hand-off between virtual threads through a synchronous queue. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void channelOfVirtualThreads() throws InterruptedException {
        handOver(new SynchronousQueue<>());
    }

    private static void handOver(BlockingQueue<Integer> queue) throws InterruptedException {
        Thread consumer = Thread.startVirtualThread(() -> unchecked(() -> {
            for (int i = 0; i < COUNT; i++) {
                queue.take();
            }
        }));
        Thread.startVirtualThread(() -> unchecked(() -> {
            for (int i = 0; i < COUNT; i++) {
                queue.put(i);
            }
        })).join();
        consumer.join();
    }

    /** Two greenlets that give each other a permit in turn. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void semaphore() {
        Semaphore ping = new Semaphore(1);
        Semaphore pong = new Semaphore(0);
        joinall(spawn(() -> takeTurns(ping, pong)), spawn(() -> takeTurns(pong, ping)));
    }

    private static void takeTurns(Semaphore mine, Semaphore other) {
        for (int i = 0; i < COUNT / 2; i++) {
            mine.acquire();
            other.release();
        }
    }

    /** Two virtual threads that give each other a permit in turn. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void semaphoreOfVirtualThreads() throws InterruptedException {
        java.util.concurrent.Semaphore ping = new java.util.concurrent.Semaphore(1);
        java.util.concurrent.Semaphore pong = new java.util.concurrent.Semaphore(0);
        Thread other = Thread.startVirtualThread(() -> unchecked(() -> takeTurns(pong, ping)));
        Thread.startVirtualThread(() -> unchecked(() -> takeTurns(ping, pong))).join();
        other.join();
    }

    private static void takeTurns(java.util.concurrent.Semaphore mine, java.util.concurrent.Semaphore other)
            throws InterruptedException {
        for (int i = 0; i < COUNT / 2; i++) {
            mine.acquire();
            other.release();
        }
    }

    /** Two greenlets that set each other's event in turn. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void event() {
        Event ping = new Event();
        Event pong = new Event();
        ping.set();
        joinall(spawn(() -> takeTurns(ping, pong)), spawn(() -> takeTurns(pong, ping)));
    }

    private static void takeTurns(Event mine, Event other) {
        for (int i = 0; i < COUNT / 2; i++) {
            mine.await();
            mine.clear();
            other.set();
        }
    }

    /** Two virtual threads that wake each other in turn, with a condition, because the JDK has no event. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void eventOfVirtualThreads() throws InterruptedException {
        Turn turn = new Turn();
        Thread other = Thread.startVirtualThread(() -> unchecked(() -> turn.take(false)));
        Thread.startVirtualThread(() -> unchecked(() -> turn.take(true))).join();
        other.join();
    }

    /** A flag for the turn of one of two threads, and a condition for its change. */
    private static final class Turn {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();
        private boolean whose = true;       // guarded by lock

        void take(boolean mine) throws InterruptedException {
            for (int i = 0; i < COUNT / 2; i++) {
                lock.lock();
                try {
                    while (whose != mine) {
                        changed.await();
                    }
                    whose = !mine;
                    changed.signal();
                } finally {
                    lock.unlock();
                }
            }
        }
    }

    private interface Interruptible {
        void run() throws InterruptedException;
    }

    private static void unchecked(Interruptible body) {
        try {
            body.run();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Closes the hub. */
    @TearDown
    public void close() {
        Hub.get().close();
    }
}
