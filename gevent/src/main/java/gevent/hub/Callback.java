package gevent.hub;

/**
 * One run of some code in the loop, in its turn; it can be cancelled until then.
 *
 * <p>Made by {@link Hub#runCallback}. gevent: the handle that {@code loop.run_callback} returns.
 */
public final class Callback implements Runnable {
    private volatile Runnable code;

    Callback(Runnable code) {
        this.code = code;
    }

    /** Whether it has neither run nor been stopped. Any thread may ask. */
    public boolean isPending() {
        return code != null;
    }

    /** Cancels it; nothing if it has run. Hub thread only. */
    public void stop() {
        code = null;
    }

    /** For the loop. */
    @Override
    public void run() {
        Runnable run = code;
        code = null;
        if (run != null) {
            run.run();
        }
    }
}
