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

/**
 * A lock that belongs to a greenlet, which may take it several times; it is free when it was given back as often. It is
 * a {@link Lock} of the JDK's, for libraries that take one, and can be waited for on the main of a hub, too.
 *
 * <pre>{@code
 * RLock lock = new RLock();
 * lock.lock();
 * try { … } finally { lock.unlock(); }
 * }</pre>
 *
 * <p>Who waits is served in the order of coming. Any thread may use it. gevent: {@code gevent.lock.RLock}.
 */
public final class RLock implements Lock, Owned {
    private final Semaphore free = new Semaphore(1, this);      // for reports it is this that is waited for
    private volatile Strand owner;      // written by the owner only
    private int depth;                  // the owner's

    /** A free one. */
    public RLock() {
    }

    /** Waits for it, and takes it. @return true */
    public boolean acquire() {
        return acquire((Duration) null);
    }

    /**
     * Waits for it, and takes it, unless the time is up first.
     *
     * @param timeout from now; null for none
     * @return whether it was taken
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public boolean acquire(Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        Strand self = Strand.current();
        return own(self, owner == self || free.acquire(timeout));
    }

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @return whether it was taken */
    public boolean acquire(Timeout timeout) {
        return timeout.within(() -> acquire((Duration) null), () -> false);
    }

    @Override
    public boolean tryLock() {
        Strand self = Strand.current();
        return own(self, owner == self || free.tryAcquire());
    }

    private boolean own(Strand self, boolean taken) {
        if (taken) {
            owner = self;
            depth++;
        }
        return taken;
    }

    /**
     * Gives it back.
     *
     * @throws IllegalMonitorStateException if it is not the current greenlet's
     */
    public void release() {
        checkOwned();
        if (--depth == 0) {
            owner = null;
            free.release();
        }
    }

    void checkOwned() {
        if (owner != Strand.current()) {
            throw new IllegalMonitorStateException("cannot release un-acquired lock: " + this);
        }
    }

    /** Gives it back altogether. @return how deep it was */
    int releaseAll() {
        checkOwned();
        int was = depth;
        depth = 0;
        owner = null;
        free.release();
        return was;
    }

    /** Takes it as deep as it was, however often it is thrown into: that, and an interrupt, is for the next wait. */
    void restore(int was) {
        Strand self = Strand.current();
        List<Throwable> thrownIn = new ArrayList<>(0);
        for (boolean taken = false; !taken; ) {
            try {
                free.acquireUninterruptibly();
                taken = true;
            } catch (Throwable t) {
                if (t != self.lastThrownIn()) {
                    throw t;        // there is no hope, then
                }
                thrownIn.add(t);
            }
        }
        owner = self;
        depth = was;
        thrownIn.forEach(self::throwIn);
    }

    /** The thread whose code alone has used it; null if several have. */
    Thread home() {
        return free.home();
    }

    /** Who has it; null if nobody has. */
    @Override
    public Strand owner() {
        return owner;
    }

    /** How many wait for it. */
    int waiting() {
        return free.linkCount();
    }

    /** Whether somebody has it. */
    public boolean isLocked() {
        return owner != null;
    }

    /** Whether the current greenlet has it. */
    public boolean isOwned() {
        return owner == Strand.current();
    }

    // ---- java.util.concurrent.locks.Lock

    /**
     * Waits for it, and takes it. An interrupt does not end that: it is kept, and is there when this returns. What is
     * thrown into the greenlet, a kill or a {@link gevent.Timeout}, does.
     */
    @Override
    public void lock() {
        Strand self = Strand.current();
        if (owner != self) {
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

    private boolean acquireInterruptibly(Duration timeout) throws InterruptedException {
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
