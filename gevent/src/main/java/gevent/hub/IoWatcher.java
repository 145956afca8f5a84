package gevent.hub;

/**
 * Runs its callback when a socket has become ready to read or to write, or has failed, which counts as both. Several
 * may watch one socket. What is ready may be gone when the callback's work comes to it, so that work tries, and waits
 * again if it would block; and it reads or writes until it would block, since a poller may tell of a change only once.
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

    /** What it is watched for: {@link #READ}, {@link #WRITE} or both. */
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
