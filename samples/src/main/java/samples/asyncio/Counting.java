package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import greenlet.Generator;
import java.util.List;
import java.util.NoSuchElementException;

/** Asynchronous generators are generators whose body waits: {@code async for} is a loop, a comprehension a stream. */
public final class Counting {
    private Counting() {
    }

    static Generator<Integer, Void> count(int num) {
        return Generator.of(y -> {
            for (int i = 0; i < num; i++) {
                Asyncio.sleep(0.1);
                y.yield(i);
            }
        });
    }

    /** Python: {@code [p async for p in count(10)]}, and a comprehension whose condition contains {@code await}. */
    static Coroutine<Void> comprehensions() {
        return Coroutine.of(() -> {
            System.out.println(count(10).stream().toList());
            System.out.println(count(10).stream().filter(Counting::condition).map(p -> "p" + p).toList());
        });
    }

    static boolean condition(int p) {
        return Asyncio.sleep(0.01, p % 3 == 0);
    }

    /** A generator that yields generators. */
    static Generator<Generator<Integer, Void>, Void> buckets() {
        return Generator.of(y -> {
            y.yield(count(2));
            Asyncio.sleep(0.1);
            y.yield(count(3));
        });
    }

    static Coroutine<Void> nested() {
        return Coroutine.of(() -> {
            for (Generator<Integer, Void> bucket : buckets()) {
                for (int p : bucket) {
                    System.out.println("bucket: " + p);
                }
            }
        });
    }

    /** Runs twice concurrently, each time with a separate generator. */
    static Coroutine<Void> printAll(String name) {
        return Coroutine.of(() -> {
            for (int p : count(3)) {
                System.out.println(name + " " + p);
            }
        });
    }

    /** Sums the values that it is sent, and waits after each. */
    static Generator<Integer, Integer> sum() {
        return Generator.of(y -> {
            int sum = 0;
            try {
                while (true) {
                    try {
                        sum += y.yield(sum);
                    } catch (ArithmeticException e) {
                        System.out.println("caught: " + e.getMessage());
                        sum = 0;
                    }
                    Asyncio.sleep(0.1);
                }
            } finally {
                Asyncio.sleep(0.1);
                System.out.println("closed");
            }
        });
    }

    /** Python: {@code asend}, {@code athrow}, {@code aclose}. */
    static Coroutine<Void> byHand() {
        return Coroutine.of(() -> {
            Generator<Integer, Integer> sum = sum();
            System.out.println("anext: " + sum.next());
            System.out.println("asend: " + sum.send(3));
            System.out.println("asend: " + sum.send(4));
            System.out.println("athrow: " + sum.throwIn(new ArithmeticException("too much")));
            sum.close();
            try {
                sum.next();
            } catch (NoSuchElementException stopAsyncIteration) {
                System.out.println("StopAsyncIteration");
            }
        });
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        EventLoop loop = Asyncio.getEventLoop();
        loop.runUntilComplete(comprehensions());
        loop.runUntilComplete(nested());
        loop.runUntilComplete(() -> Asyncio.wait(List.of(printAll("a"), printAll("b"))));
        loop.runUntilComplete(byHand());
        loop.close();
    }
}
