package gevent.io;

import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import gevent.internal.KernelAccess;
import java.util.ArrayDeque;

/**
 * Lets strands take turns, first come first served: a mutex for code that waits while it has its turn, usable where a
 * lock is not, in a main that drives its hub. Any thread.
 */
final class FairMutex {
    private static final KernelAccess KERNEL = KernelAccess.get();

    private final PinnedLock lock = new PinnedLock();
    private final ArrayDeque<Waiter<Void>> queue = new ArrayDeque<>(0);  // guarded by lock
    private boolean taken;                                               // guarded by lock
    private Hub takenOn;                                                 // guarded by lock; null for none

    /** Takes it; waits for those that came before. */
    void acquire() {
        Waiter<Void> turn;
        Hub hub = Hub.getIfExists();
        boolean elsewhere;
        try (PinnedLock _ = lock.hold()) {
            if (!taken) {
                taken = true;
                takenOn = hub;
                return;
            }
            turn = new Waiter<>();
            queue.add(turn);
            elsewhere = takenOn != hub;
        }
        // Our own hub must not give up while somebody on another one has the turn.
        try (KeepAlive _ = hub == null || !elsewhere ? null : hub.keepAlive()) {
            KERNEL.get(turn, Strand.currentWithoutNewHub());
        } catch (Throwable t) {
            // Nobody may give it to us any more; if somebody has, the next one gets it.
            if (!turn.throwTo(t) && KERNEL.isSwitched(turn)) {
                release();
            }
            throw t;
        }
    }

    /** Gives it to the one that has waited longest. */
    void release() {
        Waiter<Void> next;
        do {
            try (PinnedLock _ = lock.hold()) {
                next = queue.poll();
                taken = next != null;
                takenOn = taken ? next.hub() : null;
                if (!taken) {
                    return;
                }
            }
        } while (!next.switchTo(null));
    }
}
