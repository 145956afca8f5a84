package gevent.hub;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import gevent.stress.Pace;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.LZ_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Races of what is handed to a hub from outside with the sleep, and the end, of its loop. */
class HandOverRaces {
    /** A callback that is handed over as the loop falls asleep runs; if it were slept over, the test would hang. */
    @JCStressTest
    @Outcome(id = "ran, true", expect = ACCEPTABLE, desc = "before the sleep, or as its end")
    @Outcome(expect = FORBIDDEN, desc = "another end")
    @State
    public static class OfferAgainstSleep {
        private final Waiter<String> waiter = new Waiter<>();
        private volatile Hub hub;

        @Actor
        public void waits(LZ_Result result) {
            hub = Hub.get();
            result.r1 = waiter.get();
        }

        @Actor
        public void offers(LZ_Result result) {
            Pace.moment();
            result.r2 = Pace.await(() -> hub).loop().offer(() -> waiter.switchTo("ran"));
        }
    }

    /** Two greenlets' worth of work comes in a row: the second finds the loop about to wake. */
    @JCStressTest
    @Outcome(id = "ran, ran", expect = ACCEPTABLE, desc = "both")
    @Outcome(expect = FORBIDDEN, desc = "another end")
    @State
    public static class TwoOffersAgainstSleep {
        private final Waiter<String> first = new Waiter<>();
        private final Waiter<String> second = new Waiter<>();
        private volatile Hub hub;

        @Actor
        public void waits(LL_Result result) {
            hub = Hub.get();
            result.r1 = first.get();
            result.r2 = second.get();
        }

        @Actor
        public void offers() {
            Loop loop = Pace.await(() -> hub).loop();
            Pace.moment();
            loop.offer(() -> first.switchTo("ran"));
            Pace.moment();
            loop.offer(() -> second.switchTo("ran"));
        }
    }

    /** What is offered to a hub that is being closed runs, or is refused. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "taken, and run")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "refused")
    @Outcome(id = "true, false", expect = FORBIDDEN, desc = "taken, but lost")
    @Outcome(id = "false, true", expect = FORBIDDEN, desc = "refused, but run")
    @State
    public static class OfferAgainstClose {
        private volatile Hub hub;
        private volatile boolean ran;

        @Actor
        public void closes() {
            Hub own = Hub.get();
            hub = own;
            own.close();
        }

        @Actor
        public void offers(ZZ_Result result) {
            result.r1 = Pace.await(() -> hub).loop().offer(() -> ran = true);
        }

        @Arbiter
        public void ran(ZZ_Result result) {
            result.r2 = ran;
        }
    }
}
