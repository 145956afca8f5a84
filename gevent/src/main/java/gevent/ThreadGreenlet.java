package gevent;

import gevent.hub.Hub;
import gevent.hub.Strand;
import org.jspecify.annotations.Nullable;

/** The greenlet of a thread that was not spawned: a hub's main, or a virtual thread started on the hub. */
final class ThreadGreenlet extends Greenlet<@Nullable Void> {
    private static final ThreadLocal<ThreadGreenlet> CURRENT = new ThreadLocal<>();

    private final Strand strand;

    private ThreadGreenlet(Hub hub, Strand strand) {
        super(hub);
        this.strand = strand;
        setName(Thread.currentThread().getName());
    }

    /** Returns the greenlet of {@code current}, which must be the current thread's strand. */
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
