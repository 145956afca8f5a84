package gevent.monkey.agent;

import gevent.event.AsyncResult;
import gevent.hub.Interrupted;
import gevent.hub.Strand;
import gevent.threadpool.ThreadPool;
import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One call that a pool thread makes for a greenlet. A call that may last forever has a separate thread, and a greenlet
 * that is thrown into leaves it at once. Any other call is waited for, because it works on the caller's objects.
 *
 * <pre>
 *   under way --- ends ---&gt; ended, the caller takes the result
 *       +--- the caller leaves ---&gt; left --- ends ---&gt; undone: the result is released
 * </pre>
 */
final class Offload {
    private final Originals originals;
    private final JdkMethod point;
    private final Object[] arguments;
    private final boolean leaves;
    private final AtomicBoolean decided = new AtomicBoolean();      // whether the call has ended or the caller has left
    private Object made;                                            // the result; written before decided

    /** @param leaves whether a greenlet that is thrown into leaves the call instead of waiting for its end */
    Offload(Originals originals, JdkMethod point, Object[] arguments, boolean leaves) {
        this.originals = originals;
        this.point = point;
        this.arguments = arguments;
        this.leaves = leaves;
    }

    /**
     * Makes the call.
     *
     * @param pool where the call runs
     * @return the result of the call
     * @throws Throwable what the call throws, or what was thrown into the greenlet
     */
    Object run(Strand self, ThreadPool pool) throws Throwable {
        AsyncResult<Object> result = begin(self, pool);
        List<Throwable> thrownIn = new ArrayList<>(0);
        Waits.uninterrupted(self, () -> {
            while (!result.isReady() && !(leaves && !thrownIn.isEmpty())) {
                try {
                    result.await();
                } catch (Throwable t) {
                    if (t instanceof Interrupted interrupt && Waits.isOfThread(self, interrupt)) {
                        throw interrupt;
                    }
                    thrownIn.add(t);
                }
            }
            return null;
        });
        if (!thrownIn.isEmpty()) {
            leave(thrownIn.getFirst());
            // Only the first can be thrown now. The others are thrown at the greenlet's next waits.
            thrownIn.stream().skip(1).forEach(self::throwIn);
            throw thrownIn.getFirst();
        }
        if (result.exception() != null) {
            throw result.exception();
        }
        return result.value();
    }

    private AsyncResult<Object> begin(Strand self, ThreadPool pool) throws Throwable {
        return Waits.uninterrupted(self, () -> pool.spawnQuietly(this::call));
    }

    /** Runs on a pool thread. */
    private Object call() throws Exception {
        made = originals.call(point, arguments);
        if (!decided.compareAndSet(false, true)) {
            undo();
        }
        return made;
    }

    private void leave(Throwable why) {
        try {
            if (!decided.compareAndSet(false, true)) {
                undo();
            }
        } catch (Exception e) {
            why.addSuppressed(e);
        }
    }

    /** Releases the result of a call that the caller has left. */
    private void undo() throws Exception {
        switch (point) {
            case IN_OPEN, OUT_OPEN, RANDOM_OPEN -> ((Closeable) arguments[0]).close();
            case PATH_OPEN, PATH_OPEN_AT -> originals.call(JdkMethod.PATH_CLOSE, new Object[] {made});
            case PROCESS_START -> ((Process) made).destroyForcibly();
            case CHANNEL_LOCK -> originals.call(JdkMethod.CHANNEL_RELEASE,
                    new Object[] {arguments[0], arguments[1], arguments[3], arguments[4]});
            default -> { }
        }
    }
}
