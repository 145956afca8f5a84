package gevent.hub;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that we did not make: a guest, which is a virtual thread that inherited a hub's scheduler, a virtual thread
 * of another scheduler, or a platform thread that wants no hub. It parks as its kind of thread parks.
 */
final class ForeignStrand extends Strand {
    private static final ThreadLocal<ForeignStrand> OF_THREAD = new ThreadLocal<>();

    private final Thread thread;
    private boolean interrupted;        // while a platform thread waited; this strand only

    private ForeignStrand(Thread thread, Hub hub) {
        super(hub);
        this.thread = thread;
    }

    /** The strand of {@code current}, which is the current thread. */
    static ForeignStrand of(Thread current, Hub hub) {
        ForeignStrand strand = OF_THREAD.get();
        if (strand == null) {
            strand = new ForeignStrand(current, hub);
            OF_THREAD.set(strand);
        }
        return strand;
    }

    @Override
    public Thread thread() {
        return thread;
    }

    /**
     * A platform thread that has no hub is not interruptible, as in the JDK's sockets: the interrupt is kept for it.
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
