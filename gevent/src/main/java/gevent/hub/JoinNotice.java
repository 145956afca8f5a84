package gevent.hub;

import gevent.internal.jdk.Joiners;

/**
 * Wakes those that join a virtual thread of a hub, after the thread has ended. In a greenlet, because another greenlet
 * may hold the monitor of the thread, for which this one then waits.
 */
final class JoinNotice extends Fiber {
    private final Thread ended;

    private JoinNotice(Hub hub, Thread ended) {
        super(hub);
        this.ended = ended;
    }

    /** Takes the notice over from the JDK; called on the thread itself, at its end. */
    static void takeOver(Hub hub, Thread ending) {
        if (!hub.isClosed() && Joiners.take(ending)) {
            start(hub, ending);
        }
    }

    /** Gives the notice behind what is ready; hub thread only. */
    static void start(Hub hub, Thread ended) {
        JoinNotice notice = new JoinNotice(hub, ended);
        notice.prepare(null);
        notice.enqueue();
    }

    @Override
    protected void body() {
        synchronized (ended) {
            ended.notifyAll();
        }
    }
}
