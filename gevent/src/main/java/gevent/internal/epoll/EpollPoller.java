package gevent.internal.epoll;

import gevent.hub.IoWatcher;
import gevent.hub.Loop;
import gevent.hub.Poller;
import gevent.internal.KernelAccess;
import gevent.internal.libc.Libc;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ClosedChannelException;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A poller on epoll. Each descriptor is registered when it is first watched, for everything and edge-triggered, and
 * touched again only to have it checked anew; see {@link Registration} for why that loses nothing. Another thread wakes
 * the poller by a write to an eventfd, which is also edge-triggered, and never read.
 */
final class EpollPoller implements Poller {
    private static final KernelAccess KERNEL = KernelAccess.get();
    private static final int EVERYTHING = Libc.EPOLLIN | Libc.EPOLLOUT | Libc.EPOLLRDHUP | Libc.EPOLLPRI | Libc.EPOLLET;
    private static final int MOST_EVENTS = 256;
    /** C packs {@code struct epoll_event} on x86-64 only. */
    private static final boolean PACKED = System.getProperty("os.arch").matches("amd64|x86_64");
    private static final int DATA = PACKED ? 4 : 8;
    private static final int EVENT_SIZE = DATA + 8;
    private static final int TIMESPEC = MOST_EVENTS * EVENT_SIZE;
    private static final int TIMESPEC_SIZE = 16;
    private static final int WAKE = -1;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final boolean hasNanos;
    private final Fd epoll;
    private final Fd wake;                          // written to by any thread
    private final ByteBuffer memory = ByteBuffer.allocateDirect(TIMESPEC + TIMESPEC_SIZE)
            .order(ByteOrder.nativeOrder());
    private final long address = Libc.addressOf(memory);
    private Registration[] byNumber = new Registration[16];
    private int generation;

    /**
     * Makes a poller that waits for the exact time, or for the time rounded up to milliseconds.
     *
     * @param hasNanos whether to wait by epoll_pwait2
     * @throws UncheckedIOException if the system has no descriptors for it
     */
    EpollPoller(boolean hasNanos) {
        this.hasNanos = hasNanos;
        epoll = made(Libc.C.epoll_create1(Libc.CLOEXEC));
        Fd eventfd = null;
        try {
            eventfd = made(Libc.C.eventfd(0, Libc.CLOEXEC_NONBLOCK));
            check(control(Libc.EPOLL_CTL_ADD, eventfd, Libc.EPOLLIN | Libc.EPOLLET, WAKE, 0));
        } catch (Throwable t) {
            if (eventfd != null) {
                eventfd.close();
            }
            epoll.close();
            throw t;
        }
        wake = eventfd;
    }

    private static Fd made(int number) {
        if (number < 0) {
            throw new UncheckedIOException(Libc.failure(Libc.errno()));
        }
        return new Fd(number, true, false);
    }

    private int control(int operation, Fd fd, int events, int number, int generation) {
        // A closed hub may still be asked to forget a closed descriptor.
        if (!epoll.begin()) {
            return -Libc.EBADF;
        }
        try {
            memory.putInt(0, events);
            memory.putInt(DATA, number);
            memory.putInt(DATA + 4, generation);
            return Libc.resultOrErrno(Libc.C.epoll_ctl(epoll.number(), operation, fd.number(), address));
        } finally {
            epoll.end();
        }
    }

    // ---- watching

    @Override
    public void add(IoWatcher watcher) {
        Fd fd = fdOf(watcher.source());
        if (!fd.begin()) {
            throw new UncheckedIOException(new ClosedChannelException());
        }
        try {
            Registration known = registrationOf(fd);
            if (known == null) {
                known = register(fd, KERNEL.loop(watcher));
            } else if (!known.isIdle(watcher.events())) {
                check(control(Libc.EPOLL_CTL_MOD, fd, EVERYTHING, fd.number(), known.generation));
            }
            known.watchers().add(watcher);
        } finally {
            fd.end();
        }
    }

    private static Fd fdOf(Source source) {
        return (Fd) source.raw();
    }

    private Registration registrationOf(Fd fd) {
        int number = fd.number();
        Registration there = number < byNumber.length ? byNumber[number] : null;
        return there != null && there.isOf(fd) ? there : null;
    }

    private Registration register(Fd fd, Loop loop) {
        int number = fd.number();
        Registration made = new Registration(fd, loop, ++generation);
        int result = control(Libc.EPOLL_CTL_ADD, fd, EVERYTHING, number, made.generation);
        // Other code owned the descriptor, and epoll could not be made to forget it.
        check(result == -Libc.EEXIST ? control(Libc.EPOLL_CTL_MOD, fd, EVERYTHING, number, made.generation) : result);
        if (number >= byNumber.length) {
            byNumber = Arrays.copyOf(byNumber, Math.max(number + 1, byNumber.length * 2));
        }
        if (byNumber[number] != null) {
            byNumber[number].end();     // of a descriptor that is closed, and is still to be forgotten
        }
        byNumber[number] = made;
        fd.setRegistration(made);
        return made;
    }

    private static void check(int result) {
        if (result < 0) {
            throw new UncheckedIOException(Libc.failure(-result));
        }
    }

    @Override
    public void remove(IoWatcher watcher) {
        Registration known = registrationOf(fdOf(watcher.source()));
        if (known != null) {
            known.watchers().remove(watcher);
        }
    }

    /** A descriptor that is closed leaves epoll by itself; a descriptor that other code owns does not. */
    @Override
    public void forget(Source source) {
        Fd fd = fdOf(source);
        Registration known = registrationOf(fd);
        if (known != null) {
            byNumber[fd.number()] = null;
            known.end();
            if (!fd.isOwned()) {
                control(Libc.EPOLL_CTL_DEL, fd, 0, 0, 0);
            }
        }
    }

    // ---- waiting

    @Override
    public void poll(long nanos, Consumer<IoWatcher> ready) {
        int n = Libc.resultOrErrno(await(nanos));
        if (n < 0 && n != -Libc.EINTR) {
            throw new UncheckedIOException(Libc.failure(-n));
        }
        for (int i = 0; i < n; i++) {
            int event = i * EVENT_SIZE;
            int number = memory.getInt(event + DATA);
            if (number != WAKE) {
                dispatch(byNumber[number], memory.getInt(event), memory.getInt(event + DATA + 4), ready);
            }
        }
    }

    private int await(long nanos) {
        if (nanos <= 0) {
            return Libc.C.epoll_wait(epoll.number(), address, MOST_EVENTS, nanos < 0 ? -1 : 0);
        }
        if (!hasNanos) {
            // Rounded up: a timer must not be early.
            long millis = Math.min((nanos - 1) / NANOS_PER_MILLI + 1, Integer.MAX_VALUE);
            return Libc.C.epoll_wait(epoll.number(), address, MOST_EVENTS, (int) millis);
        }
        return waitForNanos(nanos);
    }

    private static void dispatch(Registration known, int bits, int generation, Consumer<IoWatcher> ready) {
        // A closed descriptor may still be open in a child that is just being started, and have events.
        if (known == null || known.generation != generation) {
            return;
        }
        int events = known.onEvent(bits);
        for (IoWatcher watcher : known.watchers()) {
            if ((watcher.events() & events) != 0) {
                ready.accept(watcher);
            }
        }
    }

    /** Whether epoll_pwait2 exists and is allowed. */
    boolean canWaitForNanos() {
        try {
            return waitForNanos(0) >= 0;
        } catch (UnsatisfiedLinkError e) {
            return false;
        }
    }

    private int waitForNanos(long nanos) {
        memory.putLong(TIMESPEC, nanos / NANOS_PER_SECOND);
        memory.putLong(TIMESPEC + 8, nanos % NANOS_PER_SECOND);
        return Libc.C.epoll_pwait2(epoll.number(), address, MOST_EVENTS, address + TIMESPEC, 0);
    }

    @Override
    public void wakeup() {
        if (wake.begin()) {
            try {
                // A wake-up that is lost may be the last one.
                while (Libc.C.eventfd_write(wake.number(), 1) < 0 && Libc.errno() == Libc.EINTR) { }
            } finally {
                wake.end();
            }
        }
    }

    @Override
    public void close() {
        wake.close();
        epoll.close();
        Arrays.stream(byNumber).filter(Objects::nonNull).forEach(Registration::end);
    }
}
