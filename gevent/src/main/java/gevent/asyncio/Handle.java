package gevent.asyncio;

import gevent.Action;
import gevent.Greenlet;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;

/**
 * A callback that an event loop is to call once.
 *
 * <pre>{@code
 * Handle bell = loop.callLater(10, () -> System.out.println("ring"));
 * bell.cancel();
 * }</pre>
 *
 * <p>Any thread may use it. Python: {@code asyncio.Handle}, {@code asyncio.TimerHandle}.
 */
public final class Handle {
    private final EventLoop loop;
    private final Action callback;
    private volatile boolean cancelled;
    private volatile Greenlet<?> greenlet;      // written on the hub's thread; null unless it is to begin there

    Handle(EventLoop loop, Action callback) {
        this.loop = loop;
        this.callback = Objects.requireNonNull(callback, "callback");
    }

    /** Has it called, after a time; hub thread only. */
    void begin(Duration delay) {
        if (!cancelled) {
            greenlet = new Greenlet<>(this::call);
            if (delay.isPositive()) {
                loop.armed(this);
                greenlet.startLater(delay);
            } else {
                greenlet.start();
            }
        }
    }

    private Void call() throws Exception {
        greenlet = null;
        loop.disarmed(this);
        if (!cancelled) {
            try {
                callback.run();
            } catch (CancelledError ofSomethingElse) {
                // For a greenlet of gevent's that would be a good end.
                throw new CompletionException(ofSomethingElse);
            }
        }
        return null;
    }

    /** Has it not called, unless it was. */
    public void cancel() {
        cancelled = true;
        loop.disarmed(this);
        Greenlet<?> begun = greenlet;
        if (begun != null) {
            begun.hub().loop().runOrExecute(this::drop);
        }
    }

    private void drop() {
        if (greenlet != null) {
            greenlet.kill(new GreenletExit(), false, null);
        }
    }

    /** Whether it was cancelled. */
    public boolean isCancelled() {
        return cancelled;
    }
}
