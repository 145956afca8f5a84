package gevent;

import gevent.hub.Hub;
import gevent.hub.Strand;

/** The greenlet that a thread is which was not spawned: the main of a hub, or a virtual thread started on it. */
final class ThreadGreenlet extends Greenlet<Void> {
    private static final ThreadLocal<ThreadGreenlet> CURRENT = new ThreadLocal<>();

    private final Strand strand;

    private ThreadGreenlet(Hub hub, Strand strand) {
        super(hub);
        this.strand = strand;
        setName(strand.thread().getName());
    }

    /** The one of {@code current}, which is the current thread's strand. */
    static Greenlet<?> of(Strand current) {
        ThreadGreenlet greenlet = CURRENT.get();
        if (greenlet == null || greenlet.strand != current) {
            greenlet = new ThreadGreenlet(Hub.get(), current);
            CURRENT.set(greenlet);
        }
        return greenlet;
    }

    @Override
    Strand strand() {
        return strand;
    }

    @Override
    void checkEnds() {
        throw new IllegalStateException(this + " ends when its thread does: join that");
    }
}
