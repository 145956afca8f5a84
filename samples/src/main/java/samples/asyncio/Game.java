package samples.asyncio;

import gevent.Action1;
import gevent.asyncio.Asyncio;
import gevent.asyncio.Coroutine;
import gevent.asyncio.EventLoop;

/** Contexts that wait when they are entered and left: {@code async with} is try-with-resources. */
public final class Game {
    /** A context that is open while a game is played. */
    static final class GameContext implements AutoCloseable {
        private final EventLoop loop = Asyncio.getRunningLoop();
        private final double started = loop.time();

        /** Python: {@code __aenter__}. */
        static GameContext open() {
            GameContext context = new GameContext();
            System.out.println("game loading...");
            Asyncio.sleep(1);
            return context;
        }

        Coroutine<Void> start() {
            return Coroutine.of(() -> System.out.println("start time: ... " + call("time")));
        }

        /** Python: {@code __call__}. */
        double call(String what) {
            return what.equals("time") ? loop.time() - started : Double.NaN;
        }

        /** Python: {@code __aexit__}. */
        @Override
        public void close() {
            System.out.println("game exit...");
            Asyncio.sleep(1);
        }
    }

    private Game() {
    }

    static Coroutine<Void> game() {
        return Coroutine.of(() -> {
            try (GameContext ctx = GameContext.open()) {
                System.out.println("game start...");
                ctx.start().await();
                Asyncio.sleep(2);
                System.out.println("game time: " + ctx.call("time"));
            }
        });
    }

    /** Leaves the context even if the body fails. */
    static Coroutine<Void> lostGame() {
        return Coroutine.of(() -> {
            try (GameContext _ = GameContext.open()) {
                throw new IllegalStateException("game over");
            }
        });
    }

    /** Python: a function with one {@code yield}, which {@code asynccontextmanager} turns into a context. */
    static void withConnection(Action1<String> body) throws Exception {
        String conn = Asyncio.sleep(0.1, "connection");
        try {
            body.run(conn);
        } finally {
            System.out.println("released " + conn);
            Asyncio.sleep(0.1);
        }
    }

    /** Runs the sample. */
    public static void main(String[] args) {
        EventLoop loop = Asyncio.getEventLoop();
        loop.runUntilComplete(game());
        try {
            loop.runUntilComplete(lostGame());
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        loop.runUntilComplete(() -> withConnection(conn -> System.out.println("uses " + conn)));
        loop.close();
    }
}
