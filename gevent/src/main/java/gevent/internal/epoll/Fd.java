package gevent.internal.epoll;

import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.Poller;
import gevent.internal.KernelAccess;
import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A non-blocking file descriptor. The system closes it once this object is closed and the last call on it has returned:
 * from then on its number may belong to something else, so no thread may be about to use it. Any thread.
 *
 * <pre>
 *   state = number of calls under way, plus CLOSED
 *   begin():  CLOSED is not set: + 1        end():  - 1; the call that leaves CLOSED + 0 closes the descriptor
 * </pre>
 *
 * <p>Reads and writes use what the poller of the current hub knows: see {@link Registration}.
 */
public final class Fd implements Poller.Source {
    private static final KernelAccess KERNEL = KernelAccess.get();
    private static final int CLOSED = 1 << 30;

    private final int number;
    private final boolean owned;
    private final boolean shortIsDrained;
    private final AtomicInteger state = new AtomicInteger();
    private volatile boolean lingers;               // whether close(2) may take long
    private volatile Registration registration;     // with the last poller that took it; written by its hub's thread

    /**
     * Wraps a descriptor.
     *
     * @param owned whether to close the descriptor in the end
     * @param shortIsDrained whether a read of less than was asked for leaves nothing to read, and such a write no room:
     *        true of TCP; on pipes and Unix domain sockets a read ends at a packet, on terminals at a line
     */
    public Fd(int number, boolean owned, boolean shortIsDrained) {
        this.number = number;
        this.owned = owned;
        this.shortIsDrained = shortIsDrained;
    }

    /** The number of the descriptor; safe to use between {@link #begin} and {@link #end} only. */
    public int number() {
        return number;
    }

    public boolean isOwned() {
        return owned;
    }

    // ---- use

    /**
     * Begins a call.
     *
     * @return false if the descriptor is closed
     */
    public boolean begin() {
        for (int now; ((now = state.get()) & CLOSED) == 0; ) {
            if (state.compareAndSet(now, now + 1)) {
                return true;
            }
        }
        return false;
    }

    /** Ends what {@link #begin} began. */
    public void end() {
        if (state.decrementAndGet() == CLOSED) {
            giveBack();
        }
    }

    /** Lets no more calls begin; the last call to end closes the descriptor. Does nothing if it is closed. */
    public void close() {
        int now;
        do {
            now = state.get();
            if ((now & CLOSED) != 0) {
                return;
            }
        } while (!state.compareAndSet(now, now | CLOSED));
        if (now == 0) {
            giveBack();
        }
    }

    private void giveBack() {
        // Whatever close(2) returns, the number no longer belongs to this object.
        if (owned && !(lingers && closesOnThread())) {
            Libc.C.close(number);
        }
    }

    private boolean closesOnThread() {
        try {
            Thread.ofPlatform().daemon(false).name("gevent-close").start(() -> Libc.C.close(number));
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }

    /** Sets whether close(2) waits until what was sent has arrived; a separate thread then calls it. */
    public void setLingers(boolean lingers) {
        this.lingers = lingers;
    }

    // ---- polling

    void setRegistration(Registration made) {
        registration = made;
    }

    /** Any thread: a newer registration that is lost in a race is only looked up again. */
    void forget(Registration ended) {
        if (registration == ended) {
            registration = null;
        }
    }

    /** The registration with the poller of {@code hub}, on whose thread this runs; null if unknown. */
    Registration registrationOn(Hub hub) {
        Registration last = registration;
        return last != null && hub != null && last.isOf(hub) ? last : null;
    }

    // ---- reading and writing

    /** The memory for a call on the thread of {@code hub}; null for a thread without a hub. */
    static NativeBuffer bufferOf(Hub hub) {
        return hub != null ? KERNEL.nativeBuffer(hub) : NativeBuffer.take();
    }

    /**
     * read(2), up to {@link NativeBuffer#SIZE}.
     *
     * @return how many bytes; 0 at the end; else the error number, negated
     */
    public int read(byte[] bytes, int offset, int length) {
        Hub hub = Hub.getIfExists();
        Registration mine = registrationOn(hub);
        if (mine != null && mine.isIdle(IoWatcher.READ)) {
            return -Libc.EAGAIN;
        }
        if (!begin()) {
            return -Libc.EBADF;
        }
        try (NativeBuffer buffer = bufferOf(hub)) {
            int most = Math.min(length, NativeBuffer.SIZE);
            int n = Libc.resultOrErrno(Libc.C.read(number, buffer.address, most));
            if (n > 0) {
                buffer.memory.get(0, bytes, offset, n);
            }
            note(mine, IoWatcher.READ, n, most);
            return n;
        } finally {
            end();
        }
    }

    /**
     * write(2), up to {@link NativeBuffer#SIZE}.
     *
     * @return how many bytes; else the error number, negated
     */
    public int write(byte[] bytes, int offset, int length) {
        Hub hub = Hub.getIfExists();
        Registration mine = registrationOn(hub);
        if (mine != null && mine.isIdle(IoWatcher.WRITE)) {
            return -Libc.EAGAIN;
        }
        if (!begin()) {
            return -Libc.EBADF;
        }
        try (NativeBuffer buffer = bufferOf(hub)) {
            int most = Math.min(length, NativeBuffer.SIZE);
            buffer.memory.put(0, bytes, offset, most);
            int n = Libc.resultOrErrno(Libc.C.write(number, buffer.address, most));
            note(mine, IoWatcher.WRITE, n, most);
            return n;
        } finally {
            end();
        }
    }

    private void note(Registration mine, int event, int n, int most) {
        if (mine == null) {
            return;
        }
        if (n == -Libc.EAGAIN) {
            mine.markIdle(event);
        } else if (shortIsDrained && n > 0 && n < most) {
            mine.markIdleAfterShortCall(event);
        }
    }

    /** Notes that a call that reads or writes in another way would have blocked. */
    public void wouldBlock(int event) {
        Registration mine = registrationOn(Hub.getIfExists());
        if (mine != null) {
            mine.markIdle(event);
        }
    }
}
