package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.asyncio.ReturnWhen;
import gevent.asyncio.Task;
import gevent.asyncio.Waited;
import java.io.IOException;
import java.util.List;

/** Concurrent coroutines: {@code gather} returns their results, {@code wait} returns those that have ended. */
public final class Together {
    private Together() {
    }

    static Coroutine<Integer> doSomeWork(int x) {
        return Coroutine.of(() -> {
            System.out.println("Waiting " + x);
            Asyncio.sleep(x);
            return x;
        });
    }

    static Coroutine<Integer> fail() {
        return Coroutine.of(() -> {
            throw new IOException("no such page");
        });
    }

    static Coroutine<Void> asyncFunc(double sleep) {
        return Coroutine.of(() -> {
            for (int i = 0; i < 4; i++) {
                Object x = Asyncio.sleep(sleep, null);
                System.out.println("sleep" + sleep + " " + x + ": loop=" + i + ", ");
            }
        });
    }

    static void gather(EventLoop loop) {
        loop.runUntilComplete(Asyncio.gather(doSomeWork(3), doSomeWork(1)));
        System.out.println("Done");
        List<Object> results = loop.runUntilComplete(Asyncio.gather(List.of(doSomeWork(0), fail()), true));
        System.out.println("Results: " + results);
    }

    static Waited<Integer> firstOf(Task<Integer> one, Task<Integer> other) {
        return Asyncio.wait(List.of(one, other), ReturnWhen.FIRST_COMPLETED);
    }

    static void waitForThem(EventLoop loop) {
        Task<Integer> three = loop.createTask(doSomeWork(3), "three");
        Task<Integer> one = loop.createTask(doSomeWork(1), "one");
        Waited<Integer> waited = loop.runUntilComplete(() -> firstOf(three, one));
        System.out.println("done: " + waited.done());
        System.out.println("pending: " + waited.pending());
        loop.runUntilComplete(() -> Asyncio.wait(waited.pending()));
        System.out.println("then: " + three.result());
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        EventLoop loop = Asyncio.getEventLoop();
        gather(loop);
        waitForThem(loop);
        loop.runUntilComplete(() -> Asyncio.wait(List.of(asyncFunc(0.1), asyncFunc(0.3))));
        loop.close();
    }
}
