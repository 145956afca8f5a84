package samples.bench;

import greenlet.Generator;
import java.util.Iterator;
import java.util.concurrent.Exchanger;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The cost of a generator's element, next to its floor, which is a continuation's run and yield, and next to other
 * sources of elements.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class GeneratorBenchmark {
    private static final int COUNT = 10_000;
    private static final int DEEP = 100;

    private final Integer[] elements = new Integer[COUNT];
    private Runnable continuation;
    private Generator<Integer, Integer> endless;
    private Generator<Integer, Integer> deep;

    /** Starts the continuation and the generators, so that each operation finds them suspended. */
    @Setup
    public void start() {
        for (int i = 0; i < COUNT; i++) {
            elements[i] = i;
        }
        continuation = Bare.yieldingForEver(1);
        continuation.run();
        endless = endless();
        endless.next();
        deep = endless();
        for (int i = 0; i < DEEP; i++) {
            Generator<Integer, Integer> inner = deep;
            deep = Generator.of(y -> y.yieldFrom(inner));
        }
        deep.next();
    }

    private Generator<Integer, Integer> endless() {
        return Generator.of(y -> {
            while (true) {
                for (Integer element : elements) {
                    y.yield(element);
                }
            }
        });
    }

    private Generator<Integer, Integer> once() {
        return Generator.of(y -> {
            for (Integer element : elements) {
                y.yield(element);
            }
        });
    }

    /** One run and one yield. */
    @Benchmark
    public void floor() {
        continuation.run();
    }

    /** An element by {@code next()}. */
    @Benchmark
    public Integer next() {
        return endless.next();
    }

    /** An element by {@code send()}. */
    @Benchmark
    public Integer send() {
        return endless.send(1);
    }

    /** An element by {@code next()}, through {@link #DEEP} nested calls of {@code yieldFrom}. */
    @Benchmark
    public Integer nextThroughDelegations() {
        return deep.next();
    }

    /** An element by a loop, from the generator's creation to its end. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void loop(Blackhole sink) {
        for (Integer element : once()) {
            sink.consume(element);
        }
    }

    /** An element by {@code forEach}, from the generator's creation to its end. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void forEach(Blackhole sink) {
        once().forEach(sink::consume);
    }

    /** A generator that is created, yields its only element and runs to its end. */
    @Benchmark
    public void ofOneElement(Blackhole sink) {
        for (Integer element : Generator.<Integer, Void>of(y -> y.yield(elements[0]))) {
            sink.consume(element);
        }
    }

    /** A loop over an iterator that keeps its position in a field. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void iteratorByHand(Blackhole sink) {
        for (Iterator<Integer> iterator = new ByHand(elements); iterator.hasNext(); ) {
            sink.consume(iterator.next());
        }
    }

    /** An element that one virtual thread passes to another. */
    @Benchmark
    @OperationsPerInvocation(COUNT)
    public void exchangerOfVirtualThreads(Blackhole sink) throws InterruptedException {
        Exchanger<Integer> exchanger = new Exchanger<>();
        Thread producer = Thread.startVirtualThread(() -> {
            for (Integer element : elements) {
                exchange(exchanger, element);
            }
        });
        Thread consumer = Thread.startVirtualThread(() -> {
            for (int i = 0; i < COUNT; i++) {
                sink.consume(exchange(exchanger, null));
            }
        });
        producer.join();
        consumer.join();
    }

    private static Integer exchange(Exchanger<Integer> exchanger, Integer element) {
        try {
            return exchanger.exchange(element);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class ByHand implements Iterator<Integer> {
        private final Integer[] elements;
        private int at;

        ByHand(Integer[] elements) {
            this.elements = elements;
        }

        @Override
        public boolean hasNext() {
            return at < elements.length;
        }

        @Override
        public Integer next() {
            return elements[at++];
        }
    }
}
