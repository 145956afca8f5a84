package gevent.lock;

import gevent.Waitable;
import gevent.hub.Hub;
import gevent.hub.Line;
import gevent.hub.Links;
import gevent.hub.PinnedLock;
import gevent.hub.Waiter;
import gevent.hub.Wakeup;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The permits of a semaphore, and the line of those that wait for them. Any thread; no method waits. Links are called
 * with the semaphore, which is passed to every method that may call them.
 */
final class Permits {
    static final int UNBOUNDED = Integer.MAX_VALUE;

    /** Takes a permit for a waiting strand. */
    static final class Acquirer implements Consumer<Waitable> {
        private final @Nullable Hub hub = Hub.getIfExists();    // null if the waiting thread had none yet
        Waiter<Boolean> waiter;                                 // written by the waiter, holding the lock

        Acquirer(Object waitedFor) {
            waiter = new Waiter<>(waitedFor);
        }

        @Override
        public void accept(Waitable semaphore) {
            waiter.switchTo(true);
        }
    }

    private final int bound;                // the most permits; UNBOUNDED for no bound
    private final int unit;                 // what an acquired permit counts: one, or zero if there is no limit
    private final PinnedLock lock = new PinnedLock();
    private final Line<Consumer<? super Waitable>> links = new Line<>();    // guarded by lock
    private int counter;                                                    // guarded by lock
    private @Nullable Hub serving;          // whose loop is about to hand out permits; null if none; guarded by lock

    /**
     * Makes permits.
     *
     * @param permits zero or more
     * @param bound the most there may be
     */
    Permits(int permits, int bound) {
        this(permits, bound, 1);
        if (permits < 0) {
            throw new IllegalArgumentException("permits: " + permits + " is negative");
        }
    }

    private Permits(int permits, int bound, int unit) {
        this.counter = permits;
        this.bound = bound;
        this.unit = unit;
    }

    /** Permits without end: there is always one. */
    static Permits endless() {
        return new Permits(1, UNBOUNDED, 0);
    }

    // ---- taking and giving

    /** Takes a permit if there is one. */
    boolean take() {
        try (PinnedLock _ = lock.hold()) {
            if (counter <= 0) {
                return false;
            }
            counter -= unit;
            return true;
        }
    }

    /** Takes a permit if there is one; else {@code acquirer} waits at the end of the line. */
    boolean takeOrWait(Acquirer acquirer) {
        try (PinnedLock _ = lock.hold()) {
            if (take()) {
                return true;
            }
            links.add(acquirer);
            return false;
        }
    }

    /**
     * Lets an acquirer wait on, in its place. If its turn came just as its wait ended, it keeps its turn.
     *
     * @return whether it has got a permit
     */
    boolean takeOrWaitOn(Acquirer acquirer, Object waitedFor) {
        try (PinnedLock _ = lock.hold()) {
            acquirer.waiter = new Waiter<>(waitedFor);
            if (links.contains(acquirer)) {
                return false;
            }
            if (take()) {
                return true;
            }
            links.addFirst(acquirer);
            return false;
        }
    }

    /**
     * Adds one permit.
     *
     * @return the number of permits now
     * @throws IllegalStateException if that were more than the bound
     */
    int give(Waitable semaphore) {
        int now;
        try (PinnedLock _ = lock.hold()) {
            if (counter >= bound) {
                throw new IllegalStateException("Semaphore released too many times: it has all its " + bound
                        + " permits, so release() only what was acquired");
            }
            counter += unit;
            now = counter;
        }
        grantSoon(semaphore);
        return now;
    }

    /** Adds permits, or removes some. */
    void add(int permits, Waitable semaphore) {
        try (PinnedLock _ = lock.hold()) {
            counter += unit * permits;
        }
        grantSoon(semaphore);
    }

    int count() {
        try (PinnedLock _ = lock.hold()) {
            return counter;
        }
    }

    // ---- the line

    void link(Consumer<? super Waitable> callback, Waitable semaphore) {
        try (PinnedLock _ = lock.hold()) {
            links.add(callback);
        }
        grantSoon(semaphore);
    }

    void unlink(Object callback) {
        try (PinnedLock _ = lock.hold()) {
            links.remove(callback);
        }
    }

    int linkCount() {
        try (PinnedLock _ = lock.hold()) {
            return links.size();
        }
    }

    private long lastNumber() {
        try (PinnedLock _ = lock.hold()) {
            return links.lastNumber();
        }
    }

    // ---- serving

    /**
     * Serves waiters of other hubs at once, because the current hub may not turn for long, or never again. Permits for
     * earlier waiters are kept back. Waiters of the current hub, and user callbacks, are left to the loop: the greenlet
     * that runs now may be faster.
     */
    private void grantSoon(Waitable semaphore) {
        Hub hub = Hub.getIfExists();
        if (hub != null && !hub.isClosed()) {
            grantElsewhere(hub, semaphore);
            if (!mustServe(hub) || hub.serve(new Round(hub, semaphore))) {
                return;
            }
        }
        while (grantNext(Long.MAX_VALUE, semaphore)) {
            // There are permits left.
        }
    }

    /** Whether there is work for the loop of {@code hub} that it does not know yet. */
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
        private final Waitable semaphore;
        private long last;                  // the number of the last to serve; zero until the first step

        Round(Hub hub, Waitable semaphore) {
            this.hub = hub;
            this.semaphore = semaphore;
        }

        @Override
        public boolean getAsBoolean() {
            last = last > 0 ? last : lastNumber();
            if (grantNext(last, semaphore)) {
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
            grantSoon(semaphore);
        }
    }

    /**
     * Hands out a permit in the order in which they were requested, or calls a link, if there is a permit.
     *
     * @param last the number of the last waiter to serve
     * @return false if there was nothing to do
     */
    private boolean grantNext(long last, Waitable semaphore) {
        Consumer<? super Waitable> link;
        try (PinnedLock _ = lock.hold()) {
            if (counter <= 0 || links.firstNumber() > last || (link = links.poll()) == null) {
                return false;
            }
            if (link instanceof Acquirer acquirer) {
                counter -= acquirer.waiter.switchTo(true) ? unit : 0;
                return true;
            }
        }
        Links.call(Hub.getIfExists(), link, semaphore);
        return true;
    }

    private void grantElsewhere(Hub hub, Waitable semaphore) {
        for (Consumer<? super Waitable> link; (link = nextElsewhere(hub)) != null; ) {
            Links.call(hub, link, semaphore);
        }
    }

    private @Nullable Consumer<? super Waitable> nextElsewhere(Hub hub) {
        try (PinnedLock _ = lock.hold()) {
            int left = counter;     // without the permits for earlier waiters of that hub
            for (var all = links.iterator(); left > 0 && all.hasNext(); ) {
                Consumer<? super Waitable> link = all.next();
                Acquirer acquirer = link instanceof Acquirer t ? t : null;
                if (isOf(hub, link)) {
                    left -= acquirer == null || acquirer.waiter.isReady() ? 0 : unit;
                    continue;
                }
                all.remove();
                if (acquirer == null) {
                    return link;
                }
                if (acquirer.waiter.switchTo(true)) {
                    counter -= unit;
                    left -= unit;
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
}
