package gevent.lock;

import gevent.Timeout;
import gevent.Waitable;
import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.hub.Links;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import gevent.hub.Wakeup;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * A number of permits. Who acquires one waits until there is one; who waits is served in the order of coming, but a
 * greenlet that runs may take a free permit before those that are about to be woken for it.
 *
 * <pre>{@code
 * Semaphore atMostTen = new Semaphore(10);
 * atMostTen.acquire();
 * try { … } finally { atMostTen.release(); }
 * }</pre>
 *
 * <p>As a {@link Waitable} it is ready while it has a permit; waiting for it takes none. Any thread may use it. gevent:
 * {@code gevent.lock.Semaphore}.
 */
public class Semaphore implements Waitable {
    private final PinnedLock lock = new PinnedLock();
    private volatile Thread home = Strand.ownerThread();     // whose code alone has used it; null if several have
    private final Object waitedFor;
    private final ArrayDeque<Consumer<? super Waitable>> links = new ArrayDeque<>(2);   // guarded by lock
    private int counter;                                                                // guarded by lock

    /** One with a single permit. */
    public Semaphore() {
        this(1);
    }

    /** @param permits zero or more */
    public Semaphore(int permits) {
        this(permits, null);
    }

    /** One that is part of {@code whole}, which is then what is waited for in reports. */
    Semaphore(int permits, Object whole) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits: " + permits + " is negative");
        }
        this.counter = permits;
        this.waitedFor = whole != null ? whole : this;
    }

    /** Waits for a permit, and takes it. @return true */
    public final boolean acquire() {
        return acquire((Duration) null);
    }

    /**
     * Waits for a permit, and takes it, unless the time is up first.
     *
     * @param timeout from now; null for none
     * @return whether it was taken
     * @throws IllegalArgumentException if {@code timeout} is negative
     */
    public final boolean acquire(Duration timeout) {
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

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @return whether it was taken */
    public final boolean acquire(Timeout timeout) {
        return timeout.within(() -> acquire((Duration) null), () -> false);
    }

    /** As {@link #acquire()}, but an interrupt is kept for later, and costs no place in the line. */
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
            return tryAcquire() || !links.add(acquirer);
        }
    }

    /** Waits on in the same place; if it was its turn just when its wait had ended, it still is. */
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

    /** Takes a permit if there is one; never waits. gevent: {@code acquire(blocking=False)}. */
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

    /** Gives a permit back, or one more. @return how many there are now */
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

    /** Whoever takes a permit may be the one to give it back: from then on a hub that waits for one does not give up. */
    private void recordThread() {
        Thread only = home;
        if (only != null && only != Strand.ownerThread()) {
            home = null;
        }
    }

    /** Throws if there may not be one more permit; called with the lock of this held. */
    void checkMayRelease() {
    }

    /** Gives permits, or takes some away; then there may be less than none for a while. */
    public final void add(int permits) {
        try (PinnedLock _ = lock.hold()) {
            counter += permits;
        }
        grantSoon();
    }

    /** Waits until there is a permit, without taking it. @return how many there are, which may be none again */
    public final int await() {
        return await((Duration) null);
    }

    /** The same, or until the time is up. @param timeout from now; null for none @return how many there are */
    public final int await(Duration timeout) {
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

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @return how many there are */
    public final int await(Timeout timeout) {
        return timeout.within(() -> await((Duration) null), this::counter);
    }

    // ---- who waits

    /** Takes a permit for a greenlet that waits for it. */
    private final class Acquirer implements Consumer<Waitable> {
        final Hub hub = Hub.getIfExists();      // null if the thread that waits had none yet
        Waiter<Boolean> waiter = new Waiter<>(waitedFor);       // written by who waits, holding the lock

        @Override
        public void accept(Waitable semaphore) {
            waiter.switchTo(true);
        }
    }

    /**
     * Who waits on another hub is served at once, as the current one may not turn for long, or never again; but not
     * with the permits of those who came before. Who waits here, or is code of a user, is left to the loop: who runs
     * now may be faster.
     */
    private void grantSoon() {
        Hub hub = Hub.getIfExists();
        if (hub == null || hub.isClosed()) {
            grant(null);
            return;
        }
        grant(hub);
        if (isReady() && linkCount() > 0) {
            hub.runCallback(() -> grant(null));
        }
    }

    /**
     * Hands out permits in the order in which they were asked for, and calls links on the way, while there are any.
     *
     * @param notOf the hub whose loop will do the rest; null to do all
     */
    private void grant(Hub notOf) {
        for (Consumer<? super Waitable> link; (link = nextLink(notOf)) != null; ) {
            Links.call(Hub.getIfExists(), link, this);
        }
    }

    private Consumer<? super Waitable> nextLink(Hub notOf) {
        try (PinnedLock _ = lock.hold()) {
            int left = counter;     // without those that are for who came before on that hub
            for (var all = links.iterator(); left > 0 && all.hasNext(); ) {
                Consumer<? super Waitable> link = all.next();
                Acquirer acquirer = link instanceof Acquirer t ? t : null;
                if (notOf != null && isOf(notOf, link)) {
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
            links.removeFirstOccurrence(callback);
        }
    }

    // ---- asking

    /** How many permits there are. */
    public final int counter() {
        try (PinnedLock _ = lock.hold()) {
            return counter;
        }
    }

    /** Whether there is none. */
    public final boolean isLocked() {
        return counter() <= 0;
    }

    /** Whether there is one. */
    @Override
    public final boolean isReady() {
        return counter() > 0;
    }

    @Override
    public final Thread home() {
        return home;
    }

    /** How many wait for it or are to be called. */
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
