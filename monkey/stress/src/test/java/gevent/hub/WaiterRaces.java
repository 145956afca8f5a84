package gevent.hub;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZL_Result;

/** Races for the decision of a wait. */
class WaiterRaces {
    /** Of two that decide a wait, one wins, and its value is what the wait returns. */
    @JCStressTest
    @Outcome(id = {"true, false, left", "false, true, right"}, expect = ACCEPTABLE, desc = "the winner's value")
    @State
    public static class TwoDeciders {
        final Waiter<String> waiter = new Waiter<>();

        @Actor
        public void left(ZZL_Result result) {
            result.r1 = waiter.switchTo("left");
        }

        @Actor
        public void right(ZZL_Result result) {
            result.r2 = waiter.switchTo("right");
        }

        @Arbiter
        public void waits(ZZL_Result result) {
            result.r3 = waiter.get();
        }
    }
}
