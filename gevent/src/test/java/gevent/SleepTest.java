package gevent;

import static gevent.Gevent.getHub;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sleeping: of no time, of some, and of a machine's real time. */
@ExtendWith(FreshHub.class)
class SleepTest {
    private final List<String> seen = new ArrayList<>();

    @Test
    void itTakesAsLongAsItSays() {
        VirtualTime time = VirtualTime.onNewHub();
        sleep(Duration.ofMinutes(1));
        sleep(1.5);

        assertEquals(Duration.ofMillis(61_500), time.passed());
    }

    @Test
    void onTheMachinesClockItIsNeverEarly() {
        for (int i = 0; i < 20; i++) {
            long start = System.nanoTime();
            sleep(Duration.ofMillis(1));
            assertTrue(System.nanoTime() - start >= 1_000_000);
        }
    }

    @Test
    void othersRunMeanwhile() {
        VirtualTime.onNewHub();
        spawn(() -> { seen.add("ran"); });
        sleep(1);

        assertEquals(List.of("ran"), seen);
    }

    @Test
    void ofNoTimeOrLessItOnlyGivesWay() {
        VirtualTime time = VirtualTime.onNewHub();
        spawn(() -> { seen.add("ran"); });
        sleep(0);
        sleep(-1);
        sleep(Duration.ZERO);
        sleep(Duration.ofSeconds(-1));

        assertEquals(List.of("ran"), seen);
        assertEquals(Duration.ZERO, time.passed());
        assertEquals(0, time.polls().size());
    }

    @Test
    void sleepersOfTheSameTimeWakeInTheOrderTheyWentToSleep() {
        VirtualTime.onNewHub();
        for (String name : List.of("a", "b", "c")) {
            spawn(() -> {
                sleep(1);
                seen.add(name);
            });
        }
        getHub().join();

        assertEquals(List.of("a", "b", "c"), seen);
    }

    @Test
    void aTimeThatIsNoNumberIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> sleep(Double.NaN));
    }

    @Test
    void aTimeTooLongToCountIsForEver() {
        VirtualTime time = VirtualTime.onNewHub();
        Greenlet<Void> a = spawn(() -> sleep(Double.POSITIVE_INFINITY));
        Greenlet<Void> b = spawn(() -> sleep(Duration.ofSeconds(Long.MAX_VALUE)));
        sleep(Duration.ofDays(365));

        assertTrue(a.isStarted() && b.isStarted());
        assertEquals(Duration.ofDays(365), time.passed());
        Gevent.killall(List.of(a, b));
    }

    @Test
    void aVirtualThreadOfTheJdkJustSleeps() throws Exception {
        assertNull(OtherThread.startVirtual(() -> {
            sleep();
            sleep(0.001);
            return Hub.getIfExists();
        }).result());
    }

    @Test
    void aThreadSleepOfAnUnmodifiedLibraryLetsOthersRun() {
        Greenlet<Void> sleeper = spawn(() -> {
            Thread.sleep(1);
            seen.add("slept");
        });
        spawn(() -> { seen.add("ran"); });
        sleeper.join();

        assertEquals(List.of("ran", "slept"), seen);
    }

    @Test
    void aMainThatOnlyGivesWayLetsTimersFire() {
        Greenlet<?> sleeper = spawn(() -> sleep(0.01));

        while (!sleeper.isReady()) {
            sleep();
        }

        assertTrue(sleeper.isSuccessful());
    }
}
