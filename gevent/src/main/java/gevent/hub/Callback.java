package gevent.hub;

import org.jspecify.annotations.Nullable;

/**
 * Code that is queued to run once in the loop. It can be cancelled until it runs.
 *
 * <p>Made by {@link Hub#runCallback}. gevent: the handle that {@code loop.run_callback} returns.
 */
public final class Callback implements Runnable {
    private final Loop loop;
    private volatile @Nullable Runnable code;

    Callback(Loop loop, Runnable code) {
        this.loop = loop;
        this.code = code;
    }

    /** Whether this callback has neither run nor been stopped. Any thread. */
    public boolean isPending() {
        return code != null;
    }

    /** Cancels this callback; does nothing if it has run. Hub thread only. */
    public void stop() {
        code = null;
    }

    /** Called by the loop. */
    @Override
    public void run() {
        Runnable run = code;
        code = null;
        if (run != null) {
            loop.serve(run);
        }
    }
}
