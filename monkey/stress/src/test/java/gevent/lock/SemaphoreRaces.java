package gevent.lock;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** Races for permits of threads with hubs of their own. */
class SemaphoreRaces {
    /** Two hubs count under the only permit. */
    @JCStressTest
    @Outcome(id = "2, 1", expect = ACCEPTABLE, desc = "one after the other")
    @Outcome(id = "1, .*", expect = FORBIDDEN, desc = "both at once")
    @Outcome(expect = FORBIDDEN, desc = "a permit is lost or doubled")
    @State
    public static class Exclusion {
        private final Semaphore semaphore = new Semaphore(1);
        private int count;              // guarded by semaphore

        @Actor
        public void left() {
            increment();
        }

        @Actor
        public void right() {
            increment();
        }

        private void increment() {
            semaphore.acquire();
            count++;
            semaphore.release();
        }

        @Arbiter
        public void count(II_Result result) {
            result.r1 = count;
            result.r2 = semaphore.counter();
        }
    }

    /** A permit comes as the time is up: it is taken, or it is still there. */
    @JCStressTest
    @Outcome(id = "true, 0", expect = ACCEPTABLE, desc = "taken in time")
    @Outcome(id = "false, 1", expect = ACCEPTABLE, desc = "the time was up")
    @Outcome(id = "true, 1", expect = FORBIDDEN, desc = "a permit is doubled")
    @Outcome(id = "false, 0", expect = FORBIDDEN, desc = "a permit is lost")
    @State
    public static class ReleaseAgainstTimeout {
        private final Semaphore semaphore = new Semaphore(0);

        @Actor
        public void acquires(ZI_Result result) {
            result.r1 = semaphore.acquire(Duration.ofNanos(1));
        }

        @Actor
        public void releases() {
            semaphore.release();
        }

        @Arbiter
        public void count(ZI_Result result) {
            result.r2 = semaphore.counter();
        }
    }
}
