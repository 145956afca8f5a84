package gevent.hub;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Races of links that are added, removed and called, while there is none, one, or a queue of them. */
class LinksRaces {
    /** Two links that are added to none. */
    @JCStressTest
    @Outcome(id = "2, 0", expect = ACCEPTABLE, desc = "both are called")
    @Outcome(expect = FORBIDDEN, desc = "a link is lost, called twice, or left")
    @State
    public static class AddAgainstAdd {
        private final AtomicInteger called = new AtomicInteger();
        private final Links<String> links = new Links<>();

        @Actor
        public void left() {
            links.add(_ -> called.getAndIncrement());
        }

        @Actor
        public void right() {
            links.add(_ -> called.getAndIncrement());
        }

        @Arbiter
        public void ready(II_Result result) {
            links.notifyAll(null, "ready");
            result.r1 = called.get();
            result.r2 = links.count();
        }
    }

    /** A second link that is added while the first is called, as the object becomes ready. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each is called once")
    @Outcome(expect = FORBIDDEN, desc = "a link is lost, or called twice")
    @State
    public static class AddAgainstNotify {
        private final AtomicInteger first = new AtomicInteger();
        private final AtomicInteger second = new AtomicInteger();
        private final Links<String> links = new Links<>(_ -> first.getAndIncrement());
        private volatile boolean ready;

        @Actor
        public void adds() {
            links.add(_ -> second.getAndIncrement());
            if (ready) {
                links.notifyAll(null, "ready");
            }
        }

        @Actor
        public void becomesReady() {
            ready = true;
            links.notifyAll(null, "ready");
        }

        @Arbiter
        public void count(II_Result result) {
            result.r1 = first.get();
            result.r2 = second.get();
        }
    }

    /** The only link is removed while it is called. */
    @JCStressTest
    @Outcome(id = {"0, 0", "1, 0"}, expect = ACCEPTABLE, desc = "removed, or called once")
    @Outcome(expect = FORBIDDEN, desc = "called twice, or left")
    @State
    public static class RemoveAgainstNotify {
        private final AtomicInteger called = new AtomicInteger();
        private final Consumer<String> link = _ -> called.getAndIncrement();
        private final Links<String> links = new Links<>(link);

        @Actor
        public void removes() {
            links.remove(link);
        }

        @Actor
        public void notifies() {
            links.notifyAll(null, "ready");
        }

        @Arbiter
        public void count(II_Result result) {
            result.r1 = called.get();
            result.r2 = links.count();
        }
    }

    /** A link is removed while another comes, so that one becomes a queue. */
    @JCStressTest
    @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "the one is gone, the other is called")
    @Outcome(id = "1, .", expect = FORBIDDEN, desc = "the removed link is called")
    @Outcome(expect = FORBIDDEN, desc = "the added link is lost")
    @State
    public static class RemoveAgainstAdd {
        private final AtomicInteger first = new AtomicInteger();
        private final AtomicInteger second = new AtomicInteger();
        private final Consumer<String> link = _ -> first.getAndIncrement();
        private final Links<String> links = new Links<>(link);

        @Actor
        public void removes() {
            links.remove(link);
        }

        @Actor
        public void adds() {
            links.add(_ -> second.getAndIncrement());
        }

        @Arbiter
        public void ready(II_Result result) {
            links.notifyAll(null, "ready");
            result.r1 = first.get();
            result.r2 = second.get();
        }
    }

    /** Two threads call the only link. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "called once")
    @Outcome(expect = FORBIDDEN, desc = "lost, or called twice")
    @State
    public static class NotifyAgainstNotify {
        private final AtomicInteger called = new AtomicInteger();
        private final Links<String> links = new Links<>(_ -> called.getAndIncrement());

        @Actor
        public void left() {
            links.notifyAll(null, "ready");
        }

        @Actor
        public void right() {
            links.notifyAll(null, "ready");
        }

        @Arbiter
        public void count(I_Result result) {
            result.r1 = called.get();
        }
    }
}
