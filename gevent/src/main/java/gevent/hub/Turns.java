package gevent.hub;

import java.util.ArrayDeque;

/**
 * Lets strands take turns, first come first served: a mutex for code that waits while it has its turn, usable where a
 * lock is not, in a main that drives its hub. Any thread.
 */
final class Turns {
    private final SectionLock lock = new SectionLock();
    private final ArrayDeque<Waiter<Void>> queue = new ArrayDeque<>(0);  // guarded by lock
    private boolean taken;                                               // guarded by lock

    /** Waits for one's turn. */
    void take() {
        Waiter<Void> turn;
        try (SectionLock _ = lock.hold()) {
            if (!taken) {
                taken = true;
                return;
            }
            turn = new Waiter<>();
            queue.add(turn);
        }
        Strand self = Strand.currentWithoutNewHub();
        // Our own hub must not give up while somebody on another one has the turn.
        try (Async _ = self.hub() == null ? null : self.hub().async()) {
            turn.get(self);
        } catch (Throwable t) {
            // Nobody may give it to us any more; if somebody has, the next one gets it.
            if (!turn.throwTo(t) && turn.isSwitched()) {
                pass();
            }
            throw t;
        }
    }

    /** Ends one's turn. */
    void pass() {
        Waiter<Void> next;
        do {
            try (SectionLock _ = lock.hold()) {
                next = queue.poll();
                if (next == null) {
                    taken = false;
                    return;
                }
            }
        } while (!next.switchTo(null));
    }
}
