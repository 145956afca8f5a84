package gevent.lock;

import gevent.Timeout;
import gevent.Waitable;
import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.hub.Line;
import gevent.hub.Links;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import gevent.hub.Wakeup;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BooleanSupplier;
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
    private final PinnedLock lock = new PinnedLock();
    private volatile @Nullable Thread home = Strand.ownerThread();      // the only thread that used it; null if several
    private final Object waitedFor;
    private final Line<Consumer<? super Waitable>> links = new Line<>();    // guarded by lock
    private int counter;                                                    // guarded by lock
    private @Nullable Hub serving;          // whose loop is about to hand out permits; null if none; guarded by lock

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
        this(permits, null);
    }

    /** Creates a semaphore that is part of {@code whole}; reports show {@code whole} as waited for. */
    Semaphore(int permits, @Nullable Object whole) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits: " + permits + " is negative");
        }
        this.counter = permits;
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
        Acquirer acquirer = new Acquirer();
        if (acquireOrEnqueue(acquirer)) {
            return true;
        }
        try {
            return acquirer.waiter.await(home, timeout);
        } finally {
            unlink(acquirer);
        }
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
        Acquirer acquirer = new Acquirer();
        boolean interrupted = false;
        try {
            for (boolean taken = acquireOrEnqueue(acquirer); !taken; ) {
                try {
                    taken = acquirer.waiter.await(home, null);
                } catch (Interrupted e) {
                    interrupted = true;
                    taken = acquireOrRequeue(acquirer);
                }
            }
        } finally {
            unlink(acquirer);
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean acquireOrEnqueue(Acquirer acquirer) {
        try (PinnedLock _ = lock.hold()) {
            if (tryAcquire()) {
                return true;
            }
            links.add(acquirer);
            return false;
        }
    }

    /** Keeps the waiter in its place. If its turn came just as its wait ended, it keeps its turn. */
    private boolean acquireOrRequeue(Acquirer acquirer) {
        try (PinnedLock _ = lock.hold()) {
            acquirer.waiter = new Waiter<>(waitedFor);
            if (links.contains(acquirer)) {
                return false;
            }
            if (tryAcquire()) {
                return true;
            }
            links.addFirst(acquirer);
            return false;
        }
    }

    /** Takes a permit if there is one. Never waits. gevent: {@code acquire(blocking=False)}. */
    public final boolean tryAcquire() {
        recordThread();
        try (PinnedLock _ = lock.hold()) {
            if (counter <= 0) {
                return false;
            }
            counter--;
            return true;
        }
    }

    /**
     * Returns a permit, or adds one.
     *
     * @return the number of permits now
     */
    public final int release() {
        int now;
        recordThread();
        try (PinnedLock _ = lock.hold()) {
            checkMayRelease();
            now = ++counter;
        }
        grantSoon();
        return now;
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

    /** Throws if there may not be one more permit. Called with the lock held. */
    void checkMayRelease() {
    }

    /** Adds permits, or removes some. The number of permits may then be negative for a while. */
    public final void add(int permits) {
        try (PinnedLock _ = lock.hold()) {
            counter += permits;
        }
        grantSoon();
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

    /**
     * Waits until there is a permit, without taking it, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @return the number of permits
     */
    public final int await(Timeout timeout) {
        return timeout.within(() -> await((Duration) null), this::counter);
    }

    // ---- waiters

    /** Takes a permit for a waiting greenlet. */
    private final class Acquirer implements Consumer<Waitable> {
        final @Nullable Hub hub = Hub.getIfExists();            // null if the waiting thread had none yet
        Waiter<Boolean> waiter = new Waiter<>(waitedFor);       // written by the waiter, holding the lock

        @Override
        public void accept(Waitable semaphore) {
            waiter.switchTo(true);
        }
    }

    /**
     * Serves waiters of other hubs at once, because the current hub may not turn for long, or never again. Permits for
     * earlier waiters are kept back. Waiters of the current hub, and user callbacks, are left to the loop: the greenlet
     * that runs now may be faster.
     */
    private void grantSoon() {
        Hub hub = Hub.getIfExists();
        if (hub != null && !hub.isClosed()) {
            grantElsewhere(hub);
            if (!mustServe(hub) || hub.serve(new Round(hub))) {
                return;
            }
        }
        while (grantNext(Long.MAX_VALUE)) {
            // There are permits left.
        }
    }

    /** Whether there is work for the loop of {@code hub}, which does not know it yet. */
    private boolean mustServe(Hub hub) {
        try (PinnedLock _ = lock.hold()) {
            if (counter <= 0 || links.isEmpty() || serving == hub) {
                return false;
            }
            serving = hub;
            return true;
        }
    }

    /** Hands out permits to those who waited when it began, one a step, while there are permits. */
    private final class Round implements BooleanSupplier {
        private final Hub hub;
        private long last;                  // the number of the last to serve; zero until the first step

        Round(Hub hub) {
            this.hub = hub;
        }

        @Override
        public boolean getAsBoolean() {
            last = last > 0 ? last : lastNumber();
            if (grantNext(last)) {
                return true;
            }
            end();
            return false;
        }

        private void end() {
            try (PinnedLock _ = lock.hold()) {
                if (serving == hub) {
                    serving = null;
                }
            }
            grantSoon();
        }
    }

    private long lastNumber() {
        try (PinnedLock _ = lock.hold()) {
            return links.lastNumber();
        }
    }

    /**
     * Hands out a permit in the order in which they were requested, or calls a link, if there is a permit.
     *
     * @param last the number of the last waiter to serve
     * @return false if there was nothing to do
     */
    private boolean grantNext(long last) {
        Consumer<? super Waitable> link;
        try (PinnedLock _ = lock.hold()) {
            if (counter <= 0 || links.firstNumber() > last || (link = links.poll()) == null) {
                return false;
            }
            if (link instanceof Acquirer acquirer) {
                counter -= acquirer.waiter.switchTo(true) ? 1 : 0;
                return true;
            }
        }
        Links.call(Hub.getIfExists(), link, this);
        return true;
    }

    private void grantElsewhere(Hub hub) {
        for (Consumer<? super Waitable> link; (link = nextElsewhere(hub)) != null; ) {
            Links.call(hub, link, this);
        }
    }

    private @Nullable Consumer<? super Waitable> nextElsewhere(Hub hub) {
        try (PinnedLock _ = lock.hold()) {
            int left = counter;     // without the permits for earlier waiters of that hub
            for (var all = links.iterator(); left > 0 && all.hasNext(); ) {
                Consumer<? super Waitable> link = all.next();
                Acquirer acquirer = link instanceof Acquirer t ? t : null;
                if (isOf(hub, link)) {
                    left -= acquirer == null || acquirer.waiter.isReady() ? 0 : 1;
                    continue;
                }
                all.remove();
                if (acquirer == null) {
                    return link;
                }
                if (acquirer.waiter.switchTo(true)) {
                    counter--;
                    left--;
                }
            }
            return null;
        }
    }

    private static boolean isOf(Hub hub, Consumer<? super Waitable> link) {
        return switch (link) {
            case Acquirer acquirer -> acquirer.hub == hub;
            case Wakeup<?> wakeup -> wakeup.hub() == hub;
            default -> true;
        };
    }

    @Override
    public final void rawlink(Consumer<? super Waitable> callback) {
        Objects.requireNonNull(callback, "callback");
        boolean ready;
        try (PinnedLock _ = lock.hold()) {
            links.add(callback);
            ready = counter > 0;
        }
        if (ready) {
            grantSoon();
        }
    }

    @Override
    public final void unlink(Consumer<?> callback) {
        try (PinnedLock _ = lock.hold()) {
            links.remove(callback);
        }
    }

    // ---- asking

    /** The number of permits. */
    public final int counter() {
        try (PinnedLock _ = lock.hold()) {
            return counter;
        }
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
        try (PinnedLock _ = lock.hold()) {
            return links.size();
        }
    }

    @Override
    public String toString() {
        return "<" + getClass().getSimpleName() + " counter=" + counter() + ", " + linkCount() + " waiting>";
    }
}
