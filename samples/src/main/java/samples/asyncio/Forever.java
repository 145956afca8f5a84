package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.asyncio.Future;
import java.util.List;

/** A loop that runs for ever: who stops it, too early and in time, and one that is closed. */
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

    /** Whoever is done first stops the loop, and the other stands still; but it may be run again. */
    static void stoppedByTheFirst(EventLoop loop) {
        loop.createTask(doSomeWork(loop, 1));
        loop.createTask(doSomeWork(loop, 3));
        loop.runForever();
        System.out.println("stopped, and one is not done");
        loop.runForever();
        System.out.println("stopped again");
    }

    /** Stopped before it runs, a loop does what is ready and no more. */
    static void stoppedTooEarly(EventLoop loop) {
        loop.callSoon(() -> System.out.println("ready"));
        loop.stop();
        loop.runForever();
        System.out.println("stopped at once");
    }

    /** Whoever wants all to be done stops it when they are. */
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

    /** Runs it. */
    public static void main(String[] args) {
        EventLoop loop = Asyncio.getEventLoop();
        stoppedByTheFirst(loop);
        stoppedTooEarly(loop);
        stoppedWhenAllAreDone(loop);
        closed(loop);
    }
}
