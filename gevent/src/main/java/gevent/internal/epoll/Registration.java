package gevent.internal.epoll;

import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.Loop;
import gevent.internal.libc.Libc;
import java.util.ArrayList;

/**
 * One descriptor at one {@link EpollPoller}, from the first time that it is watched there until it is closed. Hub
 * thread only, except {@link #isOf}.
 *
 * <h2>Why no edge is lost</h2>
 * Epoll tells of a change once, whether or not anybody watches. So this keeps one bit for reading and one for writing:
 * <em>idle</em> means that a call has found nothing to do and that the poller was told of no event since. A change that
 * came after that call is then still to be told, by a later look; for the descriptor was registered all the time, and
 * only the hub's thread, on which we are, looks. So
 * <ul>
 * <li>who watches for what is idle just waits;
 * <li>who watches for what is not, without having tried or after a try on another thread, has it looked at again
 *     ({@code EPOLL_CTL_MOD} does), since the event may have been told before;
 * <li>who reads what is idle need not try.
 * </ul>
 *
 * <p>A read that got less than it asked for, too, leaves the stream empty, unless that is at its end, has failed or
 * stopped at urgent data. If one of these had come before the last event, the event said so: its bits are all that was
 * true then. If it came later, there is another event to be told.
 */
final class Registration {
    private static final int NOT_JUST_EMPTY = Libc.EPOLLRDHUP | Libc.EPOLLHUP | Libc.EPOLLERR | Libc.EPOLLPRI;
    private static final int READABLE = Libc.EPOLLIN | NOT_JUST_EMPTY;
    private static final int WRITABLE = Libc.EPOLLOUT | Libc.EPOLLHUP | Libc.EPOLLERR;

    private final Fd fd;
    private final Loop loop;
    /** Tells this registration's events from those of one that had the same number. */
    final int generation;
    private final ArrayList<IoWatcher> watchers = new ArrayList<>(2);
    private int idle;
    private boolean shortIsDrained;

    Registration(Fd fd, Loop loop, int generation) {
        this.fd = fd;
        this.loop = loop;
        this.generation = generation;
    }

    boolean isOf(Fd other) {
        return fd == other;
    }

    boolean isOf(Hub hub) {
        return hub.loop() == loop;
    }

    ArrayList<IoWatcher> watchers() {
        return watchers;
    }

    /** Whether a call would find nothing to do, for all of {@code events}. */
    boolean isIdle(int events) {
        return (idle & events) == events;
    }

    /** A call has just found nothing to do. */
    void markIdle(int event) {
        idle |= event;
    }

    /** A call has just done less than it was to. */
    void markIdleAfterShortCall(int event) {
        if (shortIsDrained) {
            idle |= event;
        }
    }

    /** Takes an event from epoll. @return it in the words of {@link IoWatcher} */
    int onEvent(int bits) {
        shortIsDrained = (bits & NOT_JUST_EMPTY) == 0;
        int events = ((bits & READABLE) != 0 ? IoWatcher.READ : 0) | ((bits & WRITABLE) != 0 ? IoWatcher.WRITE : 0);
        idle &= ~events;
        return events;
    }
}
