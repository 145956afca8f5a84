package gevent.asyncio;

import gevent.Action;
import gevent.Greenlet;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A callback that an event loop calls once.
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
    private volatile @Nullable Greenlet<?> greenlet;      // written on the hub's thread; null unless about to begin

    Handle(EventLoop loop, Action callback) {
        this.loop = loop;
        this.callback = Objects.requireNonNull(callback, "callback");
    }

    /** Schedules the callback after {@code delay}; hub thread only. */
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

    private @Nullable Void call() throws Exception {
        greenlet = null;
        loop.disarmed(this);
        if (!cancelled) {
            try {
                callback.run();
            } catch (CancelledError ofSomethingElse) {
                // A gevent greenlet would end successfully with this error.
                throw new CompletionException(ofSomethingElse);
            }
        }
        return null;
    }

    /** Cancels the callback, unless it was called. */
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
