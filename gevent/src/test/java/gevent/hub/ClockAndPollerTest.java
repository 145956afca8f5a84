package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A hub whose clock and poller are somebody else's: virtual time, and what the loop asks of a poller. */
@ExtendWith(FreshHub.class)
class ClockAndPollerTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final VirtualTime time = VirtualTime.onNewHub();
    private final Hub hub = Hub.get();
    private final List<String> seen = new ArrayList<>();

    @Test
    void aDayOfSleepTakesNoTime() {
        sleep(DAY);

        assertEquals(DAY, time.passed());
    }

    @Test
    void sleepersWakeInTheOrderOfTheirTimes() {
        List<Greenlet<?>> all = new ArrayList<>();
        for (int hours : new int[] {3, 1, 2}) {
            all.add(spawn(() -> {
                sleep(Duration.ofHours(hours));
                seen.add(hours + " at " + time.passed().toHours());
            }));
        }
        Gevent.joinall(all);

        assertEquals(List.of("1 at 1", "2 at 2", "3 at 3"), seen);
    }

    @Test
    void theLoopIsDrivenOneTurnAtATime() {
        Greenlet<Void> g = spawn(() -> {
            seen.add("begins");
            sleep(DAY);
            seen.add("ends");
        });
        hub.loop().runOnce();
        assertEquals(List.of("begins"), seen);

        hub.loop().runOnce();
        assertFalse(g.isDead());

        time.pass(DAY);
        assertTrue(hub.loop().runOnce(), "it fires the timer, and the greenlet is ready");
        hub.loop().runOnce();
        assertEquals(List.of("begins", "ends"), seen);
        assertTrue(g.isDead());
    }

    @Test
    void byHandItNeverWaits() {
        Greenlet<Void> g = spawn(() -> sleep(DAY));
        hub.loop().runOnce();
        hub.loop().runOnce();

        assertEquals(List.of(0L, 0L), time.polls());
        assertEquals(Duration.ZERO, time.passed());
        g.kill();
    }

    @Test
    void itSleepsUntilTheNextTimer() {
        try (Timer far = hub.loop().timer(DAY)) {
            far.start(() -> { });
            sleep(Duration.ofNanos(5));
        }

        assertEquals(List.of(5L), time.polls());
    }

    @Test
    void aTimeoutIsATimerForThePoller() {
        new Waiter<>().await(Duration.ofNanos(7));

        assertEquals(List.of(7L), time.polls());
    }

    @Test
    void itDoesNotSleepWhileSomethingIsReady() {
        Greenlet<Void> sleeper = spawn(() -> sleep(DAY));
        Greenlet<Void> busy = spawn(() -> {
            for (int i = 0; i < 500; i++) {
                time.pass(Duration.ofMillis(1));
                sleep();
            }
        });
        busy.join();

        assertTrue(time.polls().stream().allMatch(nanos -> nanos == 0), time.polls()::toString);
        assertFalse(time.polls().isEmpty());
        sleeper.kill();
    }

    @Test
    void itDoesNotSleepWhenNothingIsLeftToDo() {
        assertThrows(LoopExit.class, () -> new Waiter<>().get());

        assertEquals(List.of(0L), time.polls());
    }

    @Test
    void itSleepsWithoutALimitIfOnlyAnotherThreadCanWakeIt() throws Exception {
        Waiter<Void> waiter = new Waiter<>();
        Async async = hub.async();
        OtherThread other = OtherThread.start(() -> {
            OtherThread.awaitState(hub.main().thread(), Thread.State.WAITING);
            return waiter.switchTo(null);
        });
        waiter.get();
        async.close();
        other.result();

        assertEquals(List.of(Poller.FOREVER), time.polls());
    }

    @Test
    void aLoopThatIsAwakeIsNotWoken() throws Exception {
        for (int i = 0; i < 3; i++) {
            hub.runCallback(() -> {
                // Blocks this thread, so the loop is in the midst of its callbacks.
                seen.add(resultOf(OtherThread.start(() -> hub.runCallback(() -> seen.add("from afar")) != null)));
            });
        }
        hub.join();

        assertEquals(List.of("true", "true", "true", "from afar", "from afar", "from afar"), seen);
        assertEquals(0, time.wakeups());
    }

    private static String resultOf(OtherThread other) {
        try {
            return other.<Boolean>result().toString();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aTimerTooFarToCountIsNoLimit() throws Exception {
        Waiter<Void> waiter = new Waiter<>();
        try (Timer never = hub.loop().timer(Duration.ofSeconds(Long.MAX_VALUE))) {
            never.start(() -> seen.add("never"));
            hub.loop().timer(DAY).start(() -> waiter.switchTo(null));
            waiter.get();
        }

        assertEquals(List.of(DAY.toNanos()), time.polls());
        assertEquals(List.of(), seen);
    }

    @Test
    void theLoopTellsTheTimeOfItsClock() {
        time.pass(DAY);

        assertEquals(DAY.toNanos(), hub.loop().now());
        assertEquals(DAY.toNanos(), Strand.current().now());
    }

    @Test
    void aPollerThatIsReadyWithIoEndsTheWait() {
        Waiter<String> waiter = new Waiter<>();
        IoWatcher watcher = hub.loop().io(new Poller.Source() { }, IoWatcher.READ);
        watcher.start(() -> waiter.switchTo("readable"));
        time.ready(watcher);

        assertEquals("readable", waiter.get());
        watcher.close();
    }
}
