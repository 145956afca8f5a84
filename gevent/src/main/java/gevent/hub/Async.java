package gevent.hub;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets any thread run a callback in the loop, and keeps the loop alive until then: the handle for work that is under
 * way somewhere else.
 *
 * <pre>{@code
 * Async done = hub.async();                       // without it, nothing left to do would be a LoopExit
 * executor.submit(() -> { compute(); done.send(); });
 * done.start(() -> { result.set(); done.close(); });
 * }</pre>
 *
 * <p>gevent: {@code loop.async_()}.
 */
public final class Async extends Watcher {
    private final AtomicBoolean sent = new AtomicBoolean();

    Async(Loop loop) {
        super(loop);
    }

    /** Has the callback run once in the loop, soon; several sends before it runs are one. Any thread; never blocks. */
    public void send() {
        if (sent.compareAndSet(false, true)) {
            loop.execute(this::received);
        }
    }

    private void received() {
        sent.set(false);
        Runnable run = callback();
        if (run != null) {
            run.run();
        }
    }

    @Override
    void arm() {
        loop.adjustForeignWork(1);
    }

    @Override
    void disarm() {
        loop.adjustForeignWork(-1);
    }
}
