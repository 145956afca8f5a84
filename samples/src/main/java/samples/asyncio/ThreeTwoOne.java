package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;

/** Methods can be coroutines, like functions. */
public final class ThreeTwoOne {
    private final String end;

    private ThreeTwoOne(String end) {
        this.end = end;
    }

    static Coroutine<Void> begin() {
        return Coroutine.of(() -> {
            System.out.println(3);
            Asyncio.sleep(1);
            System.out.println(2);
            Asyncio.sleep(1);
            System.out.println(1);
            Asyncio.sleep(1);
        });
    }

    Coroutine<Void> start() {
        return Coroutine.of(() -> System.out.println(end));
    }

    static Coroutine<Void> game() {
        return Coroutine.of(() -> {
            begin().await();
            new ThreeTwoOne("start").start().await();
        });
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        Asyncio.run(game());
    }
}
