package gevent.hub;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Races for a pinned lock. */
class PinnedLockRaces {
    /** Two threads count under the lock. */
    @JCStressTest
    @Outcome(id = "2", expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = "1", expect = FORBIDDEN, desc = "both at once")
    @State
    public static class Exclusion {
        private final PinnedLock lock = new PinnedLock();
        private int count;              // guarded by lock

        @Actor
        public void left() {
            increment();
        }

        @Actor
        public void right() {
            increment();
        }

        private void increment() {
            try (PinnedLock _ = lock.hold()) {
                count++;
            }
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = count;
        }
    }
}
