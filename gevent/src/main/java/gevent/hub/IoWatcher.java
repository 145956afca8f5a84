package gevent.hub;

/**
 * Runs its callback when a socket has become ready to read or to write, or has failed, which counts as both. Several
 * watchers may watch one socket. The readiness may be gone by the time the woken code acts, so that code must try, and
 * wait again if the operation would block. It must also read or write until the operation would block, because a poller
 * may report a change only once.
 *
 * <p>Made by {@link Loop#io}.
 */
public final class IoWatcher extends Watcher {
    /** Ready to read, to accept, or at its end. */
    public static final int READ = 1;
    /** Ready to write, or connected. */
    public static final int WRITE = 2;

    private final Poller.Source source;
    private final int events;

    IoWatcher(Loop loop, Poller.Source source, int events) {
        super(loop);
        this.source = source;
        this.events = events;
    }

    /** What is watched. */
    public Poller.Source source() {
        return source;
    }

    /** The events that are watched: {@link #READ}, {@link #WRITE} or both. */
    public int events() {
        return events;
    }

    @Override
    void arm() {
        loop.poller().add(this);
    }

    @Override
    void disarm() {
        loop.poller().remove(this);
    }
}
