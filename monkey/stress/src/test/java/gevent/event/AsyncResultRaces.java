package gevent.event;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import gevent.Timeout;
import gevent.stress.Pace;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** Races of results with those that read and await them. */
class AsyncResultRaces {
    private static String read(AsyncResult<String> result) {
        try {
            return result.getNowait();
        } catch (Timeout nothingYet) {
            return "nothing";
        } catch (IllegalStateException e) {
            return e.getMessage();
        }
    }

    /** What is set again is read whole: a value or an exception, nothing between. */
    @JCStressTest
    @Outcome(id = {"nothing", "value", "failed"}, expect = ACCEPTABLE, desc = "before, between, after")
    @Outcome(id = "null", expect = FORBIDDEN, desc = "half of each")
    @Outcome(expect = FORBIDDEN, desc = "another end")
    @State
    public static class SetAgainstRead {
        private final AsyncResult<String> answer = new AsyncResult<>();

        @Actor
        public void sets() {
            answer.set("value");
            answer.setException(new IllegalStateException("failed"));
        }

        @Actor
        public void reads(L_Result result) {
            result.r1 = read(answer);
        }
    }

    /** Of a value and an exception one stays. */
    @JCStressTest
    @Outcome(id = {"value", "failed"}, expect = ACCEPTABLE, desc = "whichever came last")
    @Outcome(expect = FORBIDDEN, desc = "another end")
    @State
    public static class SetAgainstException {
        private final AsyncResult<String> answer = new AsyncResult<>();

        @Actor
        public void sets() {
            answer.set("value");
        }

        @Actor
        public void fails() {
            answer.setException(new IllegalStateException("failed"));
        }

        @Arbiter
        public void reads(L_Result result) {
            result.r1 = read(answer);
        }
    }

    /** One that begins to wait as the result comes gets it; if it were missed, the test would hang. */
    @JCStressTest
    @Outcome(id = "value, 0", expect = ACCEPTABLE, desc = "before the wait, or as its end")
    @Outcome(id = "value, 1", expect = FORBIDDEN, desc = "its link is left")
    @Outcome(expect = FORBIDDEN, desc = "another end")
    @State
    public static class SetAgainstGet {
        private final AsyncResult<String> answer = new AsyncResult<>();

        @Actor
        public void gets(LI_Result result) {
            result.r1 = answer.get();
        }

        @Actor
        public void sets() {
            Pace.moment();
            answer.set("value");
        }

        @Arbiter
        public void count(LI_Result result) {
            result.r2 = answer.linkCount();
        }
    }

    /** A link that is added as the result comes is called once. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "called once")
    @Outcome(expect = FORBIDDEN, desc = "lost, or called twice")
    @State
    public static class SetAgainstLink {
        private final AsyncResult<String> answer = new AsyncResult<>();
        private final AtomicInteger called = new AtomicInteger();

        @Actor
        public void links() {
            answer.rawlink(_ -> called.getAndIncrement());
        }

        @Actor
        public void sets() {
            answer.set("value");
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = called.get();
        }
    }

    /** A future that is asked for as the result comes is completed. */
    @JCStressTest
    @Outcome(id = "value", expect = ACCEPTABLE, desc = "completed")
    @Outcome(id = "null", expect = FORBIDDEN, desc = "never completed")
    @State
    public static class SetAgainstFuture {
        private final AsyncResult<String> answer = new AsyncResult<>();
        private CompletableFuture<String> future;       // written by the actor, read by the arbiter

        @Actor
        public void asks() {
            future = answer.toCompletableFuture();
        }

        @Actor
        public void sets() {
            answer.set("value");
        }

        @Arbiter
        public void reads(L_Result result) {
            result.r1 = future.getNow(null);
        }
    }
}
