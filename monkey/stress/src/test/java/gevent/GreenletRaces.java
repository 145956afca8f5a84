package gevent;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import gevent.stress.Pace;
import greenlet.GreenletExit;
import java.util.concurrent.ThreadLocalRandom;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZL_Result;

/** Races of the start of a greenlet with its kill. */
class GreenletRaces {
    private static final int MOST_TURNS = 4;

    /** Turns the loop some times: what another thread hands over takes up to three turns. */
    private static void turn(int times) {
        for (int left = times; left > 0; left--) {
            Pace.moment();
            Gevent.sleep();
        }
    }

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
        private volatile Boolean other;         // not null once the other actor is about to act
        private boolean ran;            // hub thread only

        @Actor
        public void starts(ZL_Result result) {
            Greenlet<String> own = new Greenlet<>(() -> {
                ran = true;
                return "value";
            });
            greenlet = own;
            Pace.await(() -> other);
            turn(ThreadLocalRandom.current().nextInt(MOST_TURNS));
            own.start();
            own.join();
            result.r2 = endOf(own);
            turn(MOST_TURNS);       // what comes too late would come now
            result.r1 = ran;
        }

        @Actor
        public void kills() {
            Greenlet<String> own = Pace.await(() -> greenlet);
            other = true;
            Pace.moment();
            own.kill(new GreenletExit(), false, null);
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
        private volatile Boolean other;         // not null once the other actor is about to act
        private boolean ran;            // hub thread only

        @Actor
        public void kills(ZL_Result result) {
            Greenlet<String> own = new Greenlet<>(() -> {
                ran = true;
                return "value";
            });
            greenlet = own;
            Pace.await(() -> other);
            turn(ThreadLocalRandom.current().nextInt(MOST_TURNS));
            own.kill();
            result.r2 = endOf(own);
            turn(MOST_TURNS);       // what comes too late would come now
            result.r1 = ran;
        }

        @Actor
        public void starts() {
            Greenlet<String> own = Pace.await(() -> greenlet);
            other = true;
            Pace.moment();
            own.start();
        }
    }
}
