package gevent.lock;

import gevent.Timeout;
import gevent.hub.Interrupted;
import gevent.hub.Loop;
import gevent.hub.Owned;
import gevent.hub.Strand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * A reentrant lock owned by a greenlet, which may take it several times; the lock is free when it was released as
 * often. {@code RLock} is a JDK {@link Lock}, for libraries that take one. A hub's main can wait for it, too.
 *
 * <pre>{@code
 * RLock lock = new RLock();
 * lock.lock();
 * try { … } finally { lock.unlock(); }
 * }</pre>
 *
 * <p>Waiters are served first come, first served. Thread-safe. gevent: {@code gevent.lock.RLock}.
 */
public final class RLock implements Lock, Owned {
    private final Semaphore free = new Semaphore(new Permits(1, Permits.UNBOUNDED), this);      // waited for: this lock
    private volatile @Nullable Strand owner;                    // written by the owner only
    private int depth;                                          // owner only

    /** Creates a free lock. */
    public RLock() {
    }

    /**
     * Waits for the lock, and takes it.
     *
     * @return true
     */
    public boolean acquire() {
        return acquire((Duration) null);
    }

    /**
     * Waits for the lock, and takes it unless the timeout expires first.
     *
     * @param timeout from now; null for none
     * @return whether the lock was taken
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public boolean acquire(@Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        Strand self = Strand.current();
        return own(self, isOwner(self) || free.acquire(timeout));
    }

    /** As {@link #acquire(Duration)}, in seconds. */
    public boolean acquire(double seconds) {
        return acquire(Loop.duration(seconds));
    }

    /**
     * Waits for the lock, and takes it unless {@code timeout} expires first; see {@link Timeout#within}.
     *
     * @return whether the lock was taken
     */
    public boolean acquire(Timeout timeout) {
        return timeout.within(() -> acquire((Duration) null), () -> false);
    }

    @Override
    public boolean tryLock() {
        Strand self = Strand.current();
        return own(self, isOwner(self) || free.tryAcquire());
    }

    private boolean own(Strand self, boolean taken) {
        if (taken) {
            owner = self;
            depth++;
        }
        return taken;
    }

    /**
     * Waits for the lock, and takes it until the result is closed.
     *
     * <pre>{@code
     * try (Hold _ = lock.hold()) { … }
     * }</pre>
     */
    public Hold hold() {
        acquire();
        return this::release;
    }

    /**
     * Releases the lock once.
     *
     * @throws IllegalMonitorStateException if the current greenlet does not own the lock
     */
    public void release() {
        checkOwned();
        if (--depth == 0) {
            owner = null;
            free.release();
        }
    }

    void checkOwned() {
        if (!isOwned()) {
            throw new IllegalMonitorStateException("cannot release un-acquired lock: " + this);
        }
    }

    /** Releases the lock, which the current strand owns, completely; returns the previous depth. */
    int releaseAll() {
        int was = depth;
        depth = 0;
        owner = null;
        free.release();
        return was;
    }

    /**
     * Takes the lock with its previous depth, however often this strand is thrown into. Such exceptions, and
     * interrupts, are kept for the next wait.
     */
    void restore(int was) {
        Strand self = Strand.current();
        List<Throwable> thrownIn = new ArrayList<>(0);
        for (boolean taken = false; !taken; ) {
            try {
                free.acquireUninterruptibly();
                taken = true;
            } catch (Throwable t) {
                if (t != self.lastThrownIn()) {
                    throw t;        // the wait itself failed: give up
                }
                thrownIn.add(t);
            }
        }
        owner = self;
        depth = was;
        thrownIn.forEach(self::throwIn);
    }

    /** The only thread whose code has used the lock; null if several have. */
    @Nullable Thread home() {
        return free.home();
    }

    /** The owner; null if the lock is free. */
    @Override
    public @Nullable Strand owner() {
        return owner;
    }

    /** The number of waiters. */
    int waiting() {
        return free.linkCount();
    }

    /** Whether the lock is taken. */
    public boolean isLocked() {
        return owner != null;
    }

    /** Whether the current greenlet owns the lock. */
    public boolean isOwned() {
        return isOwner(Strand.current());
    }

    /** Whether the current strand owns the lock. A thread owns it also after its hub was closed. */
    private boolean isOwner(Strand self) {
        Strand known = owner;
        return known == self || known != null && known.thread() == self.thread();
    }

    // ---- java.util.concurrent.locks.Lock

    /**
     * Waits for the lock, and takes it. An interrupt does not end the wait: it is kept, and is set on return. An
     * exception thrown into the greenlet, a kill or a {@link gevent.Timeout}, does end the wait.
     */
    @Override
    public void lock() {
        Strand self = Strand.current();
        if (!isOwner(self)) {
            free.acquireUninterruptibly();
        }
        own(self, true);
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        acquireInterruptibly(null);
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return acquireInterruptibly(Duration.ofNanos(Math.max(0, unit.toNanos(time))));
    }

    private boolean acquireInterruptibly(@Nullable Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        try {
            return acquire(timeout);
        } catch (Interrupted e) {
            throw e.asChecked();
        }
    }

    @Override
    public void unlock() {
        release();
    }

    @Override
    public Condition newCondition() {
        return new RLockCondition(this);
    }

    @Override
    public String toString() {
        return "<RLock " + (owner == null ? "free" : "of " + owner + ", depth " + depth) + ">";
    }
}
