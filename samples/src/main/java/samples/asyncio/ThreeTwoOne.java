package samples.asyncio;

import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;

/** Methods are coroutines as functions are. */
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

    /** Runs it. */
    public static void main(String[] args) {
        Asyncio.run(game());
    }
}
