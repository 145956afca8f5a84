package samples.asyncio;

import gevent.Action1;
import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.Future;

/** A timer, made of {@code sleep} and a callback. */
public final class Timer {
    private Timer() {
    }

    static Coroutine<Void> timer(double x, Action1<Future<Void>> callback) {
        return Coroutine.of(() -> {
            Future<Void> future = Asyncio.ensureFuture(() -> Asyncio.sleep(x));
            future.addDoneCallback(callback);
            future.await();
        });
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        Coroutine<Void> t = timer(3, _ -> System.out.println("Done"));
        Asyncio.getEventLoop().runUntilComplete(t);
    }
}
