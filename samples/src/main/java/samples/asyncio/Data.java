package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;
import gevent.asyncio.Future;
import gevent.asyncio.InvalidStateError;
import java.util.List;

/** A future that one coroutine sets and another awaits. */
public final class Data {
    private final Future<String> future = new Future<>();

    private Data() {
    }

    private Coroutine<Void> coro1() {
        return Coroutine.of(() -> {
            Asyncio.sleep(1);
            future.setResult("data");
        });
    }

    private Coroutine<Void> coro2() {
        return Coroutine.of(() -> {
            System.out.println(future.await());
        });
    }

    private Coroutine<Void> again() {
        return Coroutine.of(() -> {
            try {
                future.setResult("more data");
            } catch (InvalidStateError e) {
                System.out.println("InvalidStateError: " + e.getMessage());
            }
        });
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        Data data = new Data();
        EventLoop loop = Asyncio.getEventLoop();
        loop.runUntilComplete(() -> Asyncio.wait(List.of(data.coro1(), data.coro2())));
        loop.runUntilComplete(data.again());
        loop.close();
    }
}
