package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import greenlet.Generator;
import java.util.NoSuchElementException;

/** What coroutines are, how to drive them by hand, and what is reported of a coroutine that is never run. */
public final class Coroutines {
    private Coroutines() {
    }

    static int function() {
        return 1;
    }

    static Generator<Integer, Void> generator() {
        return Generator.of(y -> {
            y.yield(1);
        });
    }

    static Coroutine<Integer> asyncFunction() {
        return Coroutine.of(() -> 1);
    }

    static Generator<Integer, Void> asyncGenerator() {
        return Generator.of(y -> {
            Asyncio.sleep(0.1);
            y.yield(1);
        });
    }

    static void kinds() throws Exception {
        System.out.println("function() is " + function());
        System.out.println("generator() is a " + generator().getClass().getSimpleName());
        Coroutine<Integer> coroutine = asyncFunction();
        System.out.println("asyncFunction() is a " + coroutine.getClass().getSimpleName());
        System.out.println("awaited it is " + coroutine.await());
        Asyncio.run(() -> {
            for (int one : asyncGenerator()) {
                System.out.println("asyncGenerator() yields " + one);
            }
        });
    }

    /** Drives a coroutine as Python does, like a generator: until a StopIteration that carries its result. */
    static Object run(Generator<?, Void> coroutine) {
        try {
            coroutine.send(null);
        } catch (NoSuchElementException stopIteration) {
            return coroutine.returned();
        }
        throw new IllegalStateException("it waits for something");
    }

    static Generator<Void, Void> byHand(Coroutine<Integer> coroutine) {
        return Generator.of(_ -> {
            return coroutine.await();
        });
    }

    static Coroutine<Integer> awaitCoroutine() {
        return Coroutine.of(() -> {
            int result = asyncFunction().await();
            System.out.println(result);
            return result;
        });
    }

    static Coroutine<Void> doSomeWork(int x) {
        return Coroutine.of(() -> {
            System.out.println("Waiting " + x);
            Asyncio.sleep(x);
        });
    }

    /** Runs the sample. */
    public static void main(String[] args) throws Exception {
        kinds();
        Object a = run(byHand(awaitCoroutine()));
        Object b = run(byHand(asyncFunction()));
        System.out.println(a + " " + b);
        System.out.println("is a coroutine: " + (doSomeWork(3) instanceof Coroutine<?>));    // and is never awaited
        Asyncio.getEventLoop().createTask(doSomeWork(1));                                    // and is never run
    }
}
