package gevent.io;

import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import gevent.internal.KernelAccess;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * A mutex for strands, first come, first served. Its owner may wait while it holds the mutex. It works where a lock
 * does not: in a main that drives its hub. Any thread.
 */
final class FairMutex {
    private static final KernelAccess KERNEL = KernelAccess.get();

    private final PinnedLock lock = new PinnedLock();
    private final ArrayDeque<Waiter<@Nullable Void>> queue = new ArrayDeque<>(0);   // guarded by lock
    private boolean taken;                                                          // guarded by lock
    private @Nullable Hub takenOn;                                                  // guarded by lock; null for none

    /** Takes the mutex; waits for earlier callers. */
    void acquire() {
        Waiter<@Nullable Void> turn;
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
        // The current hub must not give up while a strand on another hub holds the mutex.
        try (KeepAlive _ = hub == null || !elsewhere ? null : hub.keepAlive()) {
            KERNEL.get(turn, Strand.currentWithoutNewHub());
        } catch (Throwable t) {
            // Refuses the mutex from now on; if it was handed over already, the next waiter gets it.
            if (!turn.throwTo(t) && KERNEL.isSwitched(turn)) {
                release();
            }
            throw t;
        }
    }

    /** Gives the mutex to the strand that has waited longest. */
    void release() {
        Waiter<@Nullable Void> next;
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
