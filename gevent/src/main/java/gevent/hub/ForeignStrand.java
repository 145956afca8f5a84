package gevent.hub;

import gevent.internal.jdk.VirtualThreads;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The strand of a thread that gevent4j did not make. It parks as its kind of thread parks.
 *
 * <pre>
 *   guest                    a virtual thread that a greenlet's code has started itself; it inherited the hub
 *   virtual, of no hub       a virtual thread of another scheduler, such as the JDK's
 *   platform, of no hub      a platform thread that wants no hub
 * </pre>
 */
final class ForeignStrand extends Strand {
    private static final ThreadLocal<ForeignStrand> OF_THREAD = new ThreadLocal<>();    // strands without a hub

    private final Thread thread;
    boolean joined;                     // a guest's thread is being joined; hub thread only
    private boolean interrupted;        // the platform thread was interrupted while it waited; this strand only

    ForeignStrand(@Nullable Hub hub, Thread thread) {
        super(hub);
        this.thread = thread;
    }

    /** The strand of {@code current}, which is the current thread; {@code hub} is null unless the thread is a guest. */
    static ForeignStrand of(Thread current, @Nullable Hub hub) {
        if (hub != null) {
            return hub.guests().strandOf(VirtualThreads.continuationOf(current));
        }
        ForeignStrand strand = OF_THREAD.get();
        if (strand == null) {
            strand = new ForeignStrand(null, current);
            OF_THREAD.set(strand);
        }
        return strand;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    /**
     * Parks. A platform thread without a hub is not interruptible, as in the JDK's sockets: the interrupt is kept until
     * the wait has ended.
     */
    @Override
    void park() {
        LockSupport.park(this);
        if (!thread.isVirtual() && Thread.interrupted()) {
            interrupted = true;
        }
    }

    @Override
    void unpark() {
        LockSupport.unpark(thread);
    }

    @Override
    void letOthersRun() {
        Thread.yield();
    }

    @Override
    void beginWait(Waiter<?> on) {
        super.beginWait(on);
        if (hub() != null) {
            hub().adjustWaiting(1);
        }
    }

    @Override
    void endWait() {
        super.endWait();
        if (interrupted) {
            interrupted = false;
            thread.interrupt();
        }
        if (hub() != null) {
            hub().adjustWaiting(-1);
        }
    }

    @Override
    public String toString() {
        return "<" + thread + ">";
    }
}
