package gevent;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The examples of the documents that gevent comes from, E5 to E7. */
@ExtendWith(FreshHub.class)
class SeedsTest {
    private final List<String> printed = new ArrayList<>();

    private void print(Object... line) {
        StringBuilder text = new StringBuilder();
        for (Object part : line) {
            text.append(text.isEmpty() ? "" : " ").append(part);
        }
        printed.add(text.toString());
    }

    private void f(int n) {
        for (int i = 0; i < n; i++) {
            print(getcurrent(), i);
        }
    }

    private void fThatSleeps(int n) {
        for (int i = 0; i < n; i++) {
            print(getcurrent(), i);
            sleep(1);
        }
    }

    private static List<String> lines(int count, List<Greenlet<?>> all, boolean interleaved) {
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < count * all.size(); n++) {
            lines.add((interleaved ? all.get(n % all.size()) + " " + n / all.size()
                    : all.get(n / count) + " " + n % count));
        }
        return lines;
    }

    @Test
    void e5GreenletsThatNeverWaitRunOneAfterTheOther() {
        Greenlet<Void> g1 = spawn(this::f, 5);
        Greenlet<Void> g2 = spawn(this::f, 5);
        Greenlet<Void> g3 = spawn(this::f, 5);
        g1.join();
        g2.join();
        g3.join();

        assertEquals(lines(5, List.of(g1, g2, g3), false), printed);
    }

    @Test
    void e6GreenletsThatSleepInterleaveAndTakeTheTimeOfOne() {
        VirtualTime time = VirtualTime.onNewHub();
        Greenlet<Void> g1 = spawn(this::fThatSleeps, 5);
        Greenlet<Void> g2 = spawn(this::fThatSleeps, 5);
        Greenlet<Void> g3 = spawn(this::fThatSleeps, 5);
        g1.join();
        g2.join();
        g3.join();

        assertEquals(lines(5, List.of(g1, g2, g3), true), printed);
        assertEquals(Duration.ofSeconds(5), time.passed());
    }

    /** The hub's part: an unmodified {@link Thread#sleep} in a greenlet lets the others run. A second is 2 ms here. */
    @Test
    void e7AnUnmodifiedSleepOfRandomTimesInterleaves() {
        Random random = new Random(7);
        Greenlet<Void> work1 = spawn(this::work, "work1", random);
        Greenlet<Void> work2 = spawn(this::work, "work2", random);
        joinall(work1, work2);

        assertEquals(20, printed.size());
        assertEquals(List.of("work1 0", "work2 0"), printed.subList(0, 2));
        assertTrue(printed.lastIndexOf("work1 9") > printed.indexOf("work2 1")
                && printed.lastIndexOf("work2 9") > printed.indexOf("work1 1"), printed::toString);
    }

    private void work(String name, Random random) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            print(name, i);
            Thread.sleep(Duration.ofNanos(random.nextInt(2_000_000)));
        }
    }
}
