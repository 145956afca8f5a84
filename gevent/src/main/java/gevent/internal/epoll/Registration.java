package gevent.internal.epoll;

import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.Loop;
import gevent.internal.libc.Libc;
import java.util.ArrayList;
import java.util.List;

/**
 * The registration of one descriptor with one {@link EpollPoller}, from the first watch until the descriptor is closed.
 * Hub thread only, except {@link #isOf}.
 *
 * <h2>Why no edge is lost</h2>
 * Epoll reports a change once, whether or not there is a watcher. So this class keeps one bit for reading and one for
 * writing: <em>idle</em> means that a call has found nothing to do and that epoll has reported no event since. A change
 * after that call is still to be reported by a later poll, because the descriptor was registered all the time, and only
 * the hub's thread, which runs this code, polls. So
 * <ul>
 * <li>a watcher of an idle bit just waits;
 * <li>a watcher of a bit that is not idle, without a try or after a try on another thread, makes epoll check again
 *     ({@code EPOLL_CTL_MOD} does), because the event may have been reported before;
 * <li>a reader of an idle bit need not try.
 * </ul>
 *
 * <p>A read that got less than it asked for also leaves the stream empty, unless the stream is at its end, has failed
 * or stopped at urgent data. If one of these came before the last event, the event said so: its bits are all that was
 * true then. If one came later, another event is still to be reported.
 */
final class Registration {
    private static final int NOT_JUST_EMPTY = Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR | Libc.EPOLLPRI;
    private static final int READABLE = Libc.EPOLLIN | NOT_JUST_EMPTY;
    private static final int WRITABLE = Libc.EPOLLOUT | Libc.EPOLLHUP | Libc.EPOLLERR;

    private final Fd fd;
    private final Loop loop;
    /** Distinguishes this registration's events from those of an earlier one with the same number. */
    final int generation;
    private final List<IoWatcher> watchers = new ArrayList<>(2);
    private int idle;
    private boolean shortIsDrained;

    Registration(Fd fd, Loop loop, int generation) {
        this.fd = fd;
        this.loop = loop;
        this.generation = generation;
    }

    /** Called when the descriptor or the poller is closed: a descriptor must not keep a hub from being collected. */
    void end() {
        fd.forget(this);
    }

    boolean isOf(Fd other) {
        return fd == other;
    }

    boolean isOf(Hub hub) {
        return hub.loop() == loop;
    }

    List<IoWatcher> watchers() {
        return watchers;
    }

    /** Whether a call would find nothing to do, for all of {@code events}. */
    boolean isIdle(int events) {
        return (idle & events) == events;
    }

    /** Notes that a call has just found nothing to do. */
    void markIdle(int event) {
        idle |= event;
    }

    /** Notes that a call has just done less than it was asked to. */
    void markIdleAfterShortCall(int event) {
        if (shortIsDrained) {
            idle |= event;
        }
    }

    /** Takes an event from epoll, and returns it in the values of {@link IoWatcher}. */
    int onEvent(int bits) {
        shortIsDrained = (bits & NOT_JUST_EMPTY) == 0;
        int events = ((bits & READABLE) != 0 ? IoWatcher.READ : 0) | ((bits & WRITABLE) != 0 ? IoWatcher.WRITE : 0);
        idle &= ~events;
        return events;
    }
}
