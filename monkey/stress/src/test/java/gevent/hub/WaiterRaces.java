package gevent.hub;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import gevent.Gevent;
import gevent.stress.Pace;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LZZ_Result;
import org.openjdk.jcstress.infra.results.LZ_Result;
import org.openjdk.jcstress.infra.results.ZZL_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Races for the decision of a wait. */
class WaiterRaces {
    /** Of two that decide a wait, one wins, and its value is what the wait returns. */
    @JCStressTest
    @Outcome(id = "true, false, left", expect = ACCEPTABLE, desc = "the left one decides")
    @Outcome(id = "false, true, right", expect = ACCEPTABLE, desc = "the right one decides")
    @Outcome(id = "true, true, .*", expect = FORBIDDEN, desc = "decided twice")
    @Outcome(expect = FORBIDDEN, desc = "the loser's value")
    @State
    public static class TwoDeciders {
        private final Waiter<String> waiter = new Waiter<>();

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

    /** A thread that is about to park gets the value; if it slept over it, the test would hang. */
    @JCStressTest
    @Outcome(id = "value, true", expect = ACCEPTABLE, desc = "before it parked, or after")
    @Outcome(expect = FORBIDDEN, desc = "another end")
    @State
    public static class DeciderAgainstPark {
        private final Waiter<String> waiter = new Waiter<>();

        @Actor
        public void waits(LZ_Result result) {
            result.r1 = waiter.get(Strand.currentWithoutNewHub());
        }

        @Actor
        public void decides(LZ_Result result) {
            result.r2 = waiter.switchTo("value");
        }
    }

    /** A main that is about to drive its loop gets the value. */
    @JCStressTest
    @Outcome(id = "value, true", expect = ACCEPTABLE, desc = "before it turned the loop, or after")
    @Outcome(expect = FORBIDDEN, desc = "another end")
    @State
    public static class DeciderAgainstMain {
        private final Waiter<String> waiter = new Waiter<>();

        @Actor
        public void waits(LZ_Result result) {
            result.r1 = waiter.get();
        }

        @Actor
        public void decides(LZ_Result result) {
            Pace.moment();
            result.r2 = waiter.switchTo("value");
        }
    }

    /** Either the wait is over in time or the time is up, and the one that decides knows which. */
    @JCStressTest
    @Outcome(id = "true, true", expect = ACCEPTABLE, desc = "in time")
    @Outcome(id = "false, false", expect = ACCEPTABLE, desc = "the time was up")
    @Outcome(id = "false, true", expect = FORBIDDEN, desc = "the value is lost")
    @Outcome(id = "true, false", expect = FORBIDDEN, desc = "there was no value")
    @State
    public static class DeciderAgainstTimeout {
        private final Waiter<String> waiter = new Waiter<>();

        @Actor
        public void waits(ZZ_Result result) {
            result.r1 = waiter.await(Duration.ofNanos(1));
        }

        @Actor
        public void decides(ZZ_Result result) {
            result.r2 = waiter.switchTo("value");
        }
    }

    /** An interrupt ends the wait of a main, or is kept if a value was faster. */
    @JCStressTest
    @Outcome(id = "interrupt, false, false", expect = ACCEPTABLE, desc = "the interrupt ended the wait")
    @Outcome(id = "value, true, true", expect = ACCEPTABLE, desc = "the value ended it, and the thread is interrupted")
    @Outcome(id = "value, true, false", expect = FORBIDDEN, desc = "the interrupt is lost")
    @Outcome(id = "interrupt, true, .*", expect = FORBIDDEN, desc = "the value is lost")
    @Outcome(id = "interrupt, false, true", expect = FORBIDDEN, desc = "the interrupt came twice")
    @Outcome(expect = FORBIDDEN, desc = "another end")
    @State
    public static class DeciderAgainstInterrupt {
        private final Waiter<String> waiter = new Waiter<>();
        private volatile Thread waiting;

        @Actor
        public void waits(LZZ_Result result) {
            waiting = Thread.currentThread();
            try {
                result.r1 = waiter.get();
            } catch (Interrupted e) {
                result.r1 = "interrupt";
            }
            result.r3 = Thread.interrupted();
        }

        @Actor
        public void interrupts(LZZ_Result result) {
            Pace.await(() -> waiting).interrupt();
            Pace.moment();
            result.r2 = waiter.switchTo("value");
        }
    }

    /** An interrupt ends the wait of a greenlet, or is kept if a value was faster. */
    @JCStressTest
    @Outcome(id = "interrupt, false, false", expect = ACCEPTABLE, desc = "the interrupt ended the wait")
    @Outcome(id = "value, true, true", expect = ACCEPTABLE, desc = "the value ended it, and the thread is interrupted")
    @Outcome(id = "value, true, false", expect = FORBIDDEN, desc = "the interrupt is lost")
    @Outcome(id = "interrupt, true, .*", expect = FORBIDDEN, desc = "the value is lost")
    @Outcome(id = "interrupt, false, true", expect = FORBIDDEN, desc = "the interrupt came twice")
    @Outcome(expect = FORBIDDEN, desc = "another end")
    @State
    public static class DeciderAgainstInterruptOfGreenlet {
        private final Waiter<String> waiter = new Waiter<>();
        private volatile Thread waiting;

        @Actor
        public void waits(LZZ_Result result) {
            Gevent.spawn(() -> {
                waiting = Thread.currentThread();
                try {
                    result.r1 = waiter.get();
                } catch (Interrupted e) {
                    result.r1 = "interrupt";
                }
                result.r3 = Thread.interrupted();
            }).join();
        }

        @Actor
        public void interrupts(LZZ_Result result) {
            Pace.await(() -> waiting).interrupt();
            Pace.moment();
            result.r2 = waiter.switchTo("value");
        }
    }
}
