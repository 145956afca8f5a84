package gevent.lock;

import gevent.Timeout;
import gevent.Waitable;
import gevent.hub.Interrupted;
import gevent.hub.Loop;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import gevent.lock.Permits.Acquirer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits. A greenlet that acquires a permit waits until there is one. Waiters are served first come, first
 * served, but a running greenlet may take a free permit before the waiters that are about to be woken for it.
 *
 * <pre>{@code
 * Semaphore atMostTen = new Semaphore(10);
 * atMostTen.acquire();
 * try { … } finally { atMostTen.release(); }
 * }</pre>
 *
 * <p>As a {@link Waitable}, a semaphore is ready while it has a permit; waiting for readiness takes none. Thread-safe.
 * gevent: {@code gevent.lock.Semaphore}.
 */
public class Semaphore implements Waitable {
    private volatile @Nullable Thread home = Strand.ownerThread();      // the only thread that used it; null if several
    private final Object waitedFor;
    private final Permits permits;

    /** Creates a semaphore with one permit. */
    public Semaphore() {
        this(1);
    }

    /**
     * Creates a semaphore.
     *
     * @param permits zero or more
     */
    public Semaphore(int permits) {
        this(new Permits(permits, Permits.UNBOUNDED), null);
    }

    /**
     * Creates a semaphore with these permits.
     *
     * @param whole what the semaphore is a part of, shown in reports as waited for; null for itself
     */
    Semaphore(Permits permits, @Nullable Object whole) {
        this.permits = permits;
        this.waitedFor = whole != null ? whole : this;
    }

    /**
     * Waits for a permit, and takes it.
     *
     * @return true
     */
    public final boolean acquire() {
        return acquire((Duration) null);
    }

    /**
     * Waits for a permit, and takes it unless the timeout expires first.
     *
     * @param timeout from now; null for none
     * @return whether a permit was taken
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public final boolean acquire(@Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        Acquirer acquirer = new Acquirer(waitedFor);
        if (takeOrWait(acquirer)) {
            return true;
        }
        try {
            return acquirer.waiter.await(home, timeout);
        } finally {
            unlink(acquirer);
        }
    }

    /** As {@link #acquire(Duration)}, in seconds. */
    public final boolean acquire(double seconds) {
        return acquire(Loop.duration(seconds));
    }

    /**
     * Waits for a permit, and takes it unless {@code timeout} expires first; see {@link Timeout#within}.
     *
     * @return whether a permit was taken
     */
    public final boolean acquire(Timeout timeout) {
        return timeout.within(() -> acquire((Duration) null), () -> false);
    }

    /** As {@link #acquire()}, but an interrupt is kept for later, and does not cost the place in the queue. */
    final void acquireUninterruptibly() {
        Acquirer acquirer = new Acquirer(waitedFor);
        boolean interrupted = false;
        try {
            for (boolean taken = takeOrWait(acquirer); !taken; ) {
                try {
                    taken = acquirer.waiter.await(home, null);
                } catch (Interrupted e) {
                    interrupted = true;
                    taken = permits.takeOrWaitOn(acquirer, waitedFor);
                }
            }
        } finally {
            unlink(acquirer);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean takeOrWait(Acquirer acquirer) {
        recordThread();
        return permits.takeOrWait(acquirer);
    }

    /** Takes a permit if there is one. Never waits. gevent: {@code acquire(blocking=False)}. */
    public final boolean tryAcquire() {
        recordThread();
        return permits.take();
    }

    /**
     * Waits for a permit, and takes it until the result is closed.
     *
     * <pre>{@code
     * try (Hold _ = semaphore.hold()) { … }
     * }</pre>
     */
    public final Hold hold() {
        acquire();
        return this::release;
    }

    /**
     * Returns a permit, or adds one.
     *
     * @return the number of permits now
     */
    public final int release() {
        recordThread();
        return permits.give(this);
    }

    /**
     * Records use by another thread. A thread that takes a permit may also be the one to release it, so from then on a
     * hub that waits for a permit does not give up.
     */
    private void recordThread() {
        Thread only = home;
        if (only != null && only != Strand.ownerThread()) {
            home = null;
        }
    }

    /** Adds permits, or removes some. The number of permits may then be negative for a while. */
    public final void add(int permits) {
        this.permits.add(permits, this);
    }

    /**
     * Waits until there is a permit, without taking it.
     *
     * @return the number of permits, which may be zero again
     */
    public final int await() {
        return await((Duration) null);
    }

    /**
     * Waits until there is a permit, without taking it, or until the timeout expires.
     *
     * @param timeout from now; null for none
     * @return the number of permits
     */
    public final int await(@Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        if (!isReady()) {
            Waiter<Waitable> ready = new Waiter<>(this);
            rawlink(ready);
            try {
                ready.await(home, timeout);
            } finally {
                unlink(ready);
            }
        }
        return counter();
    }

    /** As {@link #await(Duration)}, in seconds. */
    public final int await(double seconds) {
        return await(Loop.duration(seconds));
    }

    /**
     * Waits until there is a permit, without taking it, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @return the number of permits
     */
    public final int await(Timeout timeout) {
        return timeout.within(() -> await((Duration) null), this::counter);
    }

    // ---- links

    @Override
    public final void rawlink(Consumer<? super Waitable> callback) {
        permits.link(Objects.requireNonNull(callback, "callback"), this);
    }

    @Override
    public final void unlink(Consumer<?> callback) {
        permits.unlink(callback);
    }

    // ---- asking

    /** The number of permits. */
    public final int counter() {
        return permits.count();
    }

    /** Whether there is no permit. */
    public final boolean isLocked() {
        return counter() <= 0;
    }

    /** Whether there is a permit. */
    @Override
    public final boolean isReady() {
        return counter() > 0;
    }

    @Override
    public final @Nullable Thread home() {
        return home;
    }

    /** The number of waiters and links. */
    public final int linkCount() {
        return permits.linkCount();
    }

    @Override
    public String toString() {
        return "<" + getClass().getSimpleName() + " counter=" + counter() + ", " + linkCount() + " waiting>";
    }
}
