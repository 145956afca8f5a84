package gevent.hub;

import org.jspecify.annotations.Nullable;

/**
 * Keeps a hub from giving up with a {@link LoopExit} while work that the hub waits for is under way on another thread
 * or another hub.
 *
 * <pre>{@code
 * try (KeepAlive _ = KeepAlive.here()) {
 *     answer.get();                       // another thread will set it
 * }
 * }</pre>
 *
 * <p>Any thread may close this object. gevent: a started {@code loop.async_()} does the same.
 */
public final class KeepAlive implements AutoCloseable {
    private static final KeepAlive NONE = new KeepAlive(null);

    private final @Nullable Loop loop;  // null on a thread that has no hub
    private boolean open;               // hub thread only

    private KeepAlive(@Nullable Loop loop) {
        this.loop = loop;
    }

    /**
     * Keeps the current thread's hub alive; a platform thread without a hub gets one. On a virtual thread without a
     * hub, the result does nothing.
     */
    public static KeepAlive here() {
        return hereUnlessOn(null);
    }

    /**
     * As {@link #here}, but the result does nothing if {@code thread} is the platform thread of the current hub,
     * because the work is then done on this hub.
     */
    public static KeepAlive hereUnlessOn(@Nullable Thread thread) {
        Hub hub = Strand.current().hub();
        return hub == null || hub.thread() == thread ? NONE : hub.keepAlive();
    }

    static KeepAlive on(Loop loop) {
        KeepAlive keepAlive = new KeepAlive(loop);
        loop.runOrExecute(() -> keepAlive.set(loop, true));
        return keepAlive;
    }

    private void set(Loop on, boolean newOpen) {
        if (open != newOpen) {
            open = newOpen;
            on.count(newOpen ? 1 : -1);
            on.adjustForeignWork(newOpen ? 1 : -1);
        }
    }

    /** Call when the work is done, or when nothing waits for it any more. Idempotent; any thread. */
    @Override
    public void close() {
        Loop on = loop;
        if (on != null) {
            on.runOrExecute(() -> set(on, false));
        }
    }
}
