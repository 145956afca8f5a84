package gevent.queue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import gevent.stress.Pace;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LI_Result;
import org.openjdk.jcstress.infra.results.LLI_Result;
import org.openjdk.jcstress.infra.results.LZI_Result;

/** Races for items of threads with hubs of their own. */
class QueueRaces {
    /** An item comes as a thread away from the queue's hub begins to wait; if it were missed, the test would hang. */
    @JCStressTest
    @Outcome(id = "item, 0", expect = ACCEPTABLE, desc = "before the wait, or as its end")
    @Outcome(expect = FORBIDDEN, desc = "another end")
    @State
    public static class PutAgainstGet {
        private final SimpleQueue<String> queue = new SimpleQueue<>();

        @Actor
        public void gets(LI_Result result) {
            result.r1 = queue.get();
        }

        @Actor
        public void puts() {
            Pace.moment();
            queue.put("item");
        }

        @Arbiter
        public void count(LI_Result result) {
            result.r2 = queue.size();
        }
    }

    /** An item comes as the time is up: it is taken, or it is still there. */
    @JCStressTest
    @Outcome(id = "item, 0", expect = ACCEPTABLE, desc = "taken in time")
    @Outcome(id = "nothing, 1", expect = ACCEPTABLE, desc = "the time was up")
    @Outcome(id = "nothing, 0", expect = FORBIDDEN, desc = "the item is lost")
    @Outcome(id = "item, 1", expect = FORBIDDEN, desc = "the item is doubled")
    @State
    public static class PutAgainstTimeout {
        private final SimpleQueue<String> queue = new SimpleQueue<>();

        @Actor
        public void gets(LI_Result result) {
            try {
                result.r1 = queue.get(Duration.ofNanos(1));
            } catch (Empty e) {
                result.r1 = "nothing";
            }
        }

        @Actor
        public void puts() {
            Pace.moment();
            queue.put("item");
        }

        @Arbiter
        public void count(LI_Result result) {
            result.r2 = queue.size();
        }
    }

    /** Two items through room for one: the second waits for the first to be taken. */
    @JCStressTest
    @Outcome(id = "one, two, 0", expect = ACCEPTABLE, desc = "in order")
    @Outcome(expect = FORBIDDEN, desc = "lost, doubled or out of order")
    @State
    public static class BoundedPutAgainstGet {
        private final SimpleQueue<String> queue = new SimpleQueue<>(1);

        @Actor
        public void gets(LLI_Result result) {
            result.r1 = queue.get();
            result.r2 = queue.get();
        }

        @Actor
        public void puts() {
            queue.put("one");
            queue.put("two");
        }

        @Arbiter
        public void count(LLI_Result result) {
            result.r3 = queue.size();
        }
    }

    /** An item is handed over without a queue, or neither side had it. */
    @JCStressTest
    @Outcome(id = "item, true, 0", expect = ACCEPTABLE, desc = "handed over")
    @Outcome(id = "nothing, false, 0", expect = ACCEPTABLE, desc = "the time was up")
    @Outcome(id = "nothing, true, .*", expect = FORBIDDEN, desc = "the item is lost")
    @Outcome(id = "item, false, .*", expect = FORBIDDEN, desc = "the item is handed over and kept")
    @Outcome(expect = FORBIDDEN, desc = "one still waits")
    @State
    public static class ChannelPutAgainstGet {
        private final Channel<String> channel = new Channel<>();

        @Actor
        public void gets(LZI_Result result) {
            try {
                result.r1 = channel.get(Duration.ofNanos(50_000));
            } catch (Empty e) {
                result.r1 = "nothing";
            }
        }

        @Actor
        public void puts(LZI_Result result) {
            try {
                channel.put("item", Duration.ofNanos(50_000));
                result.r2 = true;
            } catch (Full e) {
                result.r2 = false;
            }
        }

        @Arbiter
        public void count(LZI_Result result) {
            result.r3 = channel.balance();
        }
    }
}
