package gevent.internal;

import gevent.hub.PinnedLock;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * An action that runs once: when asked to, or after an object was collected. {@link java.lang.ref.Cleaner} guards its
 * list by a monitor, which main, loops and greenlets would all take. Any thread.
 *
 * <pre>{@code
 * Cleanup cleanup = Cleanup.of(stream, descriptor::close);     // must not refer to the stream
 * cleanup.run();
 * }</pre>
 */
public final class Cleanup extends PhantomReference<Object> {
    private static final ReferenceQueue<Object> COLLECTED = new ReferenceQueue<>();
    private static final PinnedLock LOCK = new PinnedLock();
    private static final Set<Cleanup> OPEN = new HashSet<>();      // keeps them alive until they run; guarded by LOCK

    static {
        new ServiceThread("gevent-cleanup", () -> false, Cleanup::runAll).start();
    }

    private final Runnable action;

    private Cleanup(Object object, Runnable action) {
        super(object, COLLECTED);
        this.action = action;
    }

    /**
     * Runs {@code action} once {@code object} is collected.
     *
     * @param action must not refer to {@code object}; must not wait
     */
    public static Cleanup of(Object object, Runnable action) {
        Cleanup cleanup = new Cleanup(object, action);
        try (PinnedLock _ = LOCK.hold()) {
            OPEN.add(cleanup);
        }
        return cleanup;
    }

    /** Runs the action, unless it was run before. */
    public void run() {
        boolean first;
        try (PinnedLock _ = LOCK.hold()) {
            first = OPEN.remove(this);
        }
        if (first) {
            clear();
            action.run();
        }
    }

    private static void runAll() {
        while (true) {
            try {
                ((Cleanup) COLLECTED.remove()).run();
            } catch (Throwable t) {
                // No caller is left to report this to, and the next action must run, too.
            }
        }
    }
}
