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
    private static final KeepAlive NONE = new KeepAlive(null, true);

    private final @Nullable Loop loop;  // null on a thread that has no hub
    private final boolean work;         // whether work is under way, which the time of a simulation waits for
    private boolean open;               // hub thread only

    private KeepAlive(@Nullable Loop loop, boolean work) {
        this.loop = loop;
        this.work = work;
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

    /**
     * Keeps a hub alive for what may come, while no work is under way: for a handler of signals, or a loop that runs
     * until it is stopped. The time of a simulation goes on meanwhile. Any thread.
     */
    public static KeepAlive withoutWork(Hub hub) {
        return on(hub.loop(), false);
    }

    static KeepAlive on(Loop loop, boolean work) {
        KeepAlive keepAlive = new KeepAlive(loop, work);
        loop.runOrExecute(() -> keepAlive.set(loop, true));
        return keepAlive;
    }

    private void set(Loop on, boolean newOpen) {
        if (open != newOpen) {
            if (work) {
                on.adjustForeignWork(newOpen ? 1 : -1);
            }
            on.count += newOpen ? 1 : -1;
            open = newOpen;
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
