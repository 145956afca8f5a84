package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.asyncio.Future;
import java.util.List;

/** A loop that runs forever: how to stop it, too early and in time, and how to close it. */
public final class Forever {
    private Forever() {
    }

    static Coroutine<Void> doSomeWork(EventLoop loop, int x) {
        return Coroutine.of(() -> {
            System.out.println("Waiting " + x);
            Asyncio.sleep(x);
            System.out.println("Done");
            loop.stop();
        });
    }

    static Coroutine<Void> doSomeWork(int x) {
        return Coroutine.of(() -> {
            System.out.println("Waiting " + x);
            Asyncio.sleep(x);
            System.out.println("Done");
        });
    }

    static void doneCallback(EventLoop loop, Future<List<Void>> futures) {
        loop.stop();
    }

    /** The first task that ends stops the loop, and the other task stands still until the loop runs again. */
    static void stoppedByTheFirst(EventLoop loop) {
        loop.createTask(doSomeWork(loop, 1));
        loop.createTask(doSomeWork(loop, 3));
        loop.runForever();
        System.out.println("stopped, and one is not done");
        loop.runForever();
        System.out.println("stopped again");
    }

    /** A loop that is stopped before it runs executes only the callbacks that are ready. */
    static void stoppedTooEarly(EventLoop loop) {
        loop.callSoon(() -> System.out.println("ready"));
        loop.stop();
        loop.runForever();
        System.out.println("stopped at once");
    }

    /** To wait for all tasks, stop the loop when all of them are done. */
    static void stoppedWhenAllAreDone(EventLoop loop) {
        Future<List<Void>> futures = Asyncio.gather(doSomeWork(1), doSomeWork(3));
        futures.addDoneCallback(f -> doneCallback(loop, f));
        loop.runForever();
        System.out.println("all done");
    }

    static void closed(EventLoop loop) {
        loop.runUntilComplete(doSomeWork(0));
        loop.close();
        Coroutine<Void> late = doSomeWork(3);
        try {
            loop.runUntilComplete(late);
        } catch (IllegalStateException e) {
            System.out.println("RuntimeError: " + e.getMessage());
            late.close();
        }
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        EventLoop loop = Asyncio.getEventLoop();
        stoppedByTheFirst(loop);
        stoppedTooEarly(loop);
        stoppedWhenAllAreDone(loop);
        closed(loop);
    }
}
