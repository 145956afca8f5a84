package gevent.monkey.agent;

import gevent.event.AsyncResult;
import gevent.hub.Shield;
import gevent.hub.Strand;
import gevent.threadpool.ThreadPool;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call that a pool thread makes for a greenlet. A call that may last forever has a separate thread, and a greenlet
 * that is thrown into leaves it at once. Any other call is waited for behind a {@link Shield}: it works on the caller's
 * objects, and a library that it broke off would be left in the middle of a change.
 *
 * <pre>
 *   under way --- ends ---&gt; ended, the caller takes the result
 *       +--- the caller leaves ---&gt; left --- ends ---&gt; undone: the result is released
 * </pre>
 */
final class Offload {
    /** Releases the result of a call that the caller has left. */
    interface Undo {
        void undo(Object made) throws Exception;
    }

    private final Callable<Object> original;
    private final Undo undo;                                        // null if the caller never leaves
    private final AtomicBoolean decided = new AtomicBoolean();      // whether the call has ended or the caller has left
    private Object made;                                            // the result; written before decided

    /** A call that a greenlet that is thrown into leaves. */
    Offload(Callable<Object> original, Undo undo) {
        this.original = original;
        this.undo = undo;
    }

    /** A call whose end is waited for in any case. */
    Offload(Callable<Object> original) {
        this(original, null);
    }

    /**
     * Makes the call.
     *
     * @param pool where the call runs
     * @return the result of the call
     * @throws Throwable what the call throws, or what was thrown into the greenlet
     */
    Object run(Strand self, ThreadPool pool) throws Throwable {
        if (undo == null) {
            try (Shield _ = Shield.raise()) {
                return outcome(await(self, pool));
            }
        }
        try {
            return outcome(await(self, pool));
        } catch (Throwable thrownIn) {
            leave(thrownIn);
            throw thrownIn;
        }
    }

    /** Waits until the call has ended. */
    private AsyncResult<Object> await(Strand self, ThreadPool pool) throws IOException {
        AsyncResult<Object> result = Waits.uninterrupted(self, () -> pool.spawnQuietly(this::call));
        Waits.uninterrupted(self, result::await);
        return result;
    }

    private static Object outcome(AsyncResult<Object> result) throws Throwable {
        if (result.exception() != null) {
            throw result.exception();
        }
        return result.value();
    }

    /** Runs on a pool thread. */
    private Object call() throws Exception {
        made = original.call();
        if (!decided.compareAndSet(false, true)) {
            undo.undo(made);
        }
        return made;
    }

    private void leave(Throwable why) {
        try {
            if (!decided.compareAndSet(false, true)) {
                undo.undo(made);
            }
        } catch (Exception e) {
            why.addSuppressed(e);
        }
    }
}
