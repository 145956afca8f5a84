package gevent.hub;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Lets any thread run a callback in the loop, and keeps the loop alive until it is closed: a handle for work that is
 * under way elsewhere.
 *
 * <pre>{@code
 * Async done = hub.async();                       // without it, an idle hub would throw LoopExit
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

    /**
     * Makes the callback run once in the loop, soon. Several sends before it runs count as one. Any thread; never
     * blocks.
     */
    public void send() {
        if (sent.compareAndSet(false, true)) {
            loop.offer(this::received);
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
