package gevent.hub;

/**
 * Work is under way elsewhere, on another thread or another hub, that somebody here waits for: a hub does not give up
 * with a {@link LoopExit} while one of these is open.
 *
 * <pre>{@code
 * try (KeepAlive _ = KeepAlive.here()) {
 *     answer.get();                       // another thread will set it
 * }
 * }</pre>
 *
 * <p>Any thread may close it. gevent: a started {@code loop.async_()} does the same.
 */
public final class KeepAlive implements AutoCloseable {
    private static final KeepAlive NONE = new KeepAlive(null);

    private final Loop loop;        // null on a thread that has no hub
    private boolean open;           // hub thread only

    private KeepAlive(Loop loop) {
        this.loop = loop;
    }

    /** One of the current thread's hub, which a platform thread gets; on a virtual thread of no hub it does nothing. */
    public static KeepAlive here() {
        return hereUnlessOn(null);
    }

    /** The same, but nothing if that hub is the one of {@code thread}, which is where the work is done. */
    public static KeepAlive hereUnlessOn(Thread thread) {
        Hub hub = Strand.current().hub();
        return hub == null || hub.mainStrand().thread() == thread ? NONE : hub.keepAlive();
    }

    static KeepAlive on(Loop loop) {
        KeepAlive keepAlive = new KeepAlive(loop);
        loop.runOrExecute(() -> keepAlive.set(true));
        return keepAlive;
    }

    private void set(boolean newOpen) {
        if (open != newOpen) {
            open = newOpen;
            loop.count(newOpen ? 1 : -1);
            loop.adjustForeignWork(newOpen ? 1 : -1);
        }
    }

    /** The work is done, or nobody waits for it any more. Idempotent; any thread. */
    @Override
    public void close() {
        if (loop != null) {
            loop.runOrExecute(() -> set(false));
        }
    }
}
