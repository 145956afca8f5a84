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
 * One call that a thread of a pool makes in a greenlet's place. What may last for ever has a thread of its own, and who
 * is thrown into leaves it at once; any other call is waited for, since it works on what is the caller's.
 *
 * <pre>
 *   under way --- ends ---&gt; ended, the caller takes the result
 *       +--- the caller leaves ---&gt; left --- ends ---&gt; undone: what was opened is closed
 * </pre>
 */
final class Offload {
    private final Originals originals;
    private final JdkMethod point;
    private final Object[] arguments;
    private final boolean leaves;
    private final AtomicBoolean decided = new AtomicBoolean();      // whether it has ended, or nobody takes the result
    private Object made;                                            // the result; written before decided

    /** @param leaves whether who is thrown into leaves it, and does not wait for its end */
    Offload(Originals originals, JdkMethod point, Object[] arguments, boolean leaves) {
        this.originals = originals;
        this.point = point;
        this.arguments = arguments;
        this.leaves = leaves;
    }

    /** Makes the call. @param pool where @return its result @throws Throwable what it throws, or what was thrown in */
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
            // More than one can be thrown here only: the others surface in what this one ends with.
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

    /** On a thread of the pool. */
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

    /** Nobody will ever have what this call has made. */
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
