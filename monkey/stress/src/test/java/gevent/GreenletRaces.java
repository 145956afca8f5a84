package gevent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import gevent.stress.Pace;
import greenlet.GreenletExit;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** Races of the start of a greenlet with its kill. */
class GreenletRaces {
    private static String endOf(Greenlet<String> greenlet) {
        return greenlet.isSuccessful() && greenlet.value() != null ? "value" : "killed";
    }

    /** Its own hub starts it, and another thread kills it. */
    @JCStressTest
    @Outcome(id = "true, value", expect = ACCEPTABLE, desc = "it ran before the kill came")
    @Outcome(id = "false, killed", expect = ACCEPTABLE, desc = "it was killed before it ran")
    @Outcome(id = "true, killed", expect = FORBIDDEN, desc = "both")
    @Outcome(id = "false, value", expect = FORBIDDEN, desc = "neither")
    @State
    public static class StartAgainstForeignKill {
        private volatile Greenlet<String> greenlet;
        private boolean ran;            // hub thread only

        @Actor
        public void starts(ZL_Result result) {
            Greenlet<String> own = new Greenlet<>(() -> {
                ran = true;
                return "value";
            });
            greenlet = own;
            Pace.moment();
            own.start();
            own.join();
            result.r1 = ran;
            result.r2 = endOf(own);
        }

        @Actor
        public void kills() {
            Pace.await(() -> greenlet).kill(new GreenletExit(), false, null);
        }
    }

    /** Another thread starts it, and its own hub kills it. */
    @JCStressTest
    @Outcome(id = "true, value", expect = ACCEPTABLE, desc = "it ran before the kill came")
    @Outcome(id = "false, killed", expect = ACCEPTABLE, desc = "it was killed before it ran")
    @Outcome(id = "true, killed", expect = FORBIDDEN, desc = "both")
    @Outcome(id = "false, value", expect = FORBIDDEN, desc = "neither")
    @State
    public static class ForeignStartAgainstKill {
        private volatile Greenlet<String> greenlet;
        private boolean ran;            // hub thread only

        @Actor
        public void kills(ZL_Result result) {
            Greenlet<String> own = new Greenlet<>(() -> {
                ran = true;
                return "value";
            });
            greenlet = own;
            Pace.moment();
            Gevent.sleep();
            own.kill();
            result.r1 = ran;
            result.r2 = endOf(own);
        }

        @Actor
        public void starts() {
            Pace.await(() -> greenlet).start();
        }
    }
}
