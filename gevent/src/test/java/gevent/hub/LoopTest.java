package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The loop: what one turn does, in which order. Turned by hand, on a clock that stands still. */
@Tag("io")
@ExtendWith(FreshHub.class)
class LoopTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.onNewHub();
    private final Hub hub = Hub.get();
    private final Loop loop = hub.loop();
    private final List<String> seen = new ArrayList<>();

    private Runnable note(String what) {
        return () -> seen.add(what);
    }

    // ---- callbacks

    @Test
    void callbacksRunInTheOrderTheyCame() {
        hub.runCallback(note("a"));
        hub.runCallback(note("b"));
        hub.runCallback(note("c"));
        loop.runOnce();

        assertEquals(List.of("a", "b", "c"), seen);
    }

    @Test
    void aCallbackRunsOnce() {
        hub.runCallback(note("a"));
        loop.runOnce();
        loop.runOnce();

        assertEquals(List.of("a"), seen);
    }

    @Test
    void aCallbackDoesNotRunBeforeTheLoopTurns() {
        Callback callback = hub.runCallback(note("a"));

        assertTrue(callback.isPending());
        assertEquals(List.of(), seen);
        loop.runOnce();
        assertFalse(callback.isPending());
    }

    @Test
    void aStoppedCallbackDoesNotRun() {
        Callback callback = hub.runCallback(note("a"));
        callback.stop();
        loop.runOnce();

        assertFalse(callback.isPending());
        assertEquals(List.of(), seen);
    }

    @Test
    void aCallbackIsNotPendingWhileItRuns() {
        Callback[] callback = new Callback[1];
        callback[0] = hub.runCallback(() -> seen.add("pending " + callback[0].isPending()));
        loop.runOnce();

        assertEquals(List.of("pending false"), seen);
    }

    @Test
    void callbacksAddedByCallbacksRunInTheSameTurn() {
        hub.runCallback(() -> hub.runCallback(() -> hub.runCallback(note("third generation"))));
        loop.runOnce();

        assertEquals(List.of("third generation"), seen);
    }

    @Test
    void aGreenletSpawnedByACallbackRunsInTheSameTurn() {
        hub.runCallback(() -> spawn(() -> {
            seen.add("greenlet");
        }));
        hub.runCallback(note("callback"));
        loop.runOnce();

        assertEquals(List.of("callback", "greenlet"), seen);
    }

    @Test
    void callbacksAndWakeUpsKeepTheirOrder() {
        Waiter<Void> waiter = new Waiter<>();
        Greenlet<Void> g = spawn(() -> {
            waiter.get();
            seen.add("woken");
        });
        loop.runOnce();
        hub.runCallback(note("before"));
        waiter.switchTo(null);
        hub.runCallback(note("after"));
        loop.runOnce();

        assertEquals(List.of("before", "woken", "after"), seen);
        assertTrue(g.isDead());
    }

    @Test
    void anExceptionInACallbackIsReportedAndTheNextOneRuns() {
        Reported reported = Reported.here();
        RuntimeException failure = new RuntimeException("of a callback");
        hub.runCallback(() -> {
            throw failure;
        });
        hub.runCallback(note("next"));
        loop.runOnce();

        assertEquals(List.of(failure), reported.errors());
        assertEquals(List.of("next"), seen);
    }

    @Test
    void runOnceSaysWhetherSomethingIsLeft() {
        hub.runCallback(this::again);

        assertTrue(loop.runOnce());
        seen.add("stop");
        assertFalse(loop.runOnce());
    }

    /** Callbacks without an end, each of which takes a millisecond. */
    private void again() {
        time.pass(Duration.ofMillis(1));
        if (seen.isEmpty()) {
            hub.runCallback(this::again);
        }
    }

    // ---- fairness

    @Test
    void callbacksWithoutEndLeaveTimersTheirTurn() {
        loop.timer(Duration.ofMillis(1)).start(note("timer"));
        hub.runCallback(this::again);
        loop.runOnce();

        assertEquals(List.of("timer"), seen);
        loop.runOnce();
    }

    @Test
    void theClockIsLookedAtEveryFiftyCallbacks() {
        int[] ran = {0};
        for (int i = 0; i < 120; i++) {
            hub.runCallback(() -> {
                ran[0]++;
                time.pass(Duration.ofMillis(1));
            });
        }
        loop.runOnce();
        assertEquals(50, ran[0]);

        loop.runOnce();
        assertEquals(100, ran[0]);

        loop.runOnce();
        assertEquals(120, ran[0]);
    }

    /** As {@link #again}, but another thread hands over the next one each time. */
    private void againFromElsewhere(ExecutorService elsewhere) {
        time.pass(Duration.ofMillis(1));
        if (seen.isEmpty()) {
            CompletableFuture.runAsync(() -> loop.execute(() -> againFromElsewhere(elsewhere)), elsewhere).join();
        }
    }

    @Test
    void whatAnotherThreadHandsOverWithoutEndLeavesTimersTheirTurn() {
        loop.timer(Duration.ofMillis(1)).start(note("timer"));
        try (ExecutorService elsewhere = Executors.newSingleThreadExecutor()) {
            againFromElsewhere(elsewhere);
            loop.runOnce();

            assertEquals(List.of("timer"), seen);
            loop.runOnce();
        }
    }

    @Test
    void whatAnotherThreadHasHandedOverIsTakenInPartsAmongTheHubsOwn() throws Exception {
        hub.runCallback(() -> hub.runCallback(note("own")));
        OtherThread.run(() -> {
            for (int i = 0; i < 1000; i++) {
                loop.execute(note("foreign"));
            }
            return null;
        });
        loop.runOnce();

        assertEquals(1001, seen.size());
        assertTrue(seen.indexOf("own") <= 50, () -> "own came as number " + seen.indexOf("own"));
    }

    @Test
    void callbacksThatTakeNoTimeAllRunInOneTurn() {
        int[] ran = {0};
        for (int i = 0; i < 1000; i++) {
            hub.runCallback(() -> ran[0]++);
        }
        loop.runOnce();

        assertEquals(1000, ran[0]);
    }

    @Test
    void aGreenletThatOnlyGivesWayStarvesNobody() {
        loop.timer(Duration.ofMillis(20)).start(note("timer"));
        Greenlet<Void> g = spawn(() -> {
            while (seen.isEmpty()) {
                time.pass(Duration.ofMillis(1));
                sleep();
            }
        });
        g.join();

        assertEquals(List.of("timer"), seen);
    }

    @Test
    void aMainThatOnlyGivesWayStarvesNobody() {
        loop.timer(Duration.ofMillis(20)).start(note("timer"));
        for (int i = 0; i < 100 && seen.isEmpty(); i++) {
            time.pass(Duration.ofMillis(1));
            sleep();
        }

        assertEquals(List.of("timer"), seen);
    }

    // ---- timers

    @Test
    void timersFireInTheOrderOfTheirDeadlines() {
        loop.timer(SECOND.multipliedBy(3)).start(note("3"));
        loop.timer(SECOND.multipliedBy(1)).start(note("1"));
        loop.timer(SECOND.multipliedBy(2)).start(note("2"));
        time.pass(SECOND.multipliedBy(3));
        loop.runOnce();

        assertEquals(List.of("1", "2", "3"), seen);
    }

    @Test
    void timersOfTheSameDeadlineFireInTheOrderTheyWereStarted() {
        Timer a = loop.timer(SECOND);
        Timer b = loop.timer(SECOND);
        Timer c = loop.timer(SECOND);
        b.start(note("b"));
        a.start(note("a"));
        c.start(note("c"));
        time.pass(SECOND);
        loop.runOnce();

        assertEquals(List.of("b", "a", "c"), seen);
    }

    @Test
    void aTimerIsNeverEarly() {
        loop.timer(SECOND).start(note("timer"));
        time.pass(SECOND.minusNanos(1));
        loop.runOnce();
        assertEquals(List.of(), seen);

        time.pass(Duration.ofNanos(1));
        loop.runOnce();
        assertEquals(List.of("timer"), seen);
    }

    @Test
    void aTimerCountsFromItsStart() {
        Timer timer = loop.timer(SECOND);
        time.pass(SECOND);
        timer.start(note("timer"));
        loop.runOnce();

        assertEquals(List.of(), seen);
        timer.stop();
    }

    @Test
    void aStoppedTimerDoesNotFire() {
        Timer timer = loop.timer(SECOND);
        timer.start(note("timer"));
        timer.stop();
        time.pass(SECOND);
        loop.runOnce();

        assertFalse(timer.isActive());
        assertEquals(List.of(), seen);
    }

    @Test
    void aTimerStoppedByAnEarlierOneOfTheSameTurnDoesNotFire() {
        Timer second = loop.timer(SECOND);
        loop.timer(SECOND).start(second::stop);
        second.start(note("second"));
        time.pass(SECOND);
        loop.runOnce();

        assertEquals(List.of(), seen);
    }

    @Test
    void aTimerMayBeStartedAgainInItsCallback() {
        Timer timer = loop.timer(SECOND);
        timer.start(() -> timer.start(note("again")));
        time.pass(SECOND);
        loop.runOnce();
        assertTrue(timer.isActive());

        time.pass(SECOND);
        loop.runOnce();
        assertEquals(List.of("again"), seen);
    }

    @Test
    void aTimerStartedByATimerIsForTheNextTurn() {
        loop.timer(SECOND).start(() -> loop.timer(Duration.ZERO).start(note("started")));
        time.pass(SECOND);
        loop.runOnce();
        assertEquals(List.of(), seen);

        loop.runOnce();
        assertEquals(List.of("started"), seen);
    }

    @Test
    void startingAnActiveTimerOnlyChangesItsCallback() {
        Timer timer = loop.timer(SECOND);
        timer.start(note("first"));
        time.pass(SECOND);
        timer.start(note("second"));
        loop.runOnce();

        assertEquals(List.of("second"), seen);
    }

    @Test
    void aRepeatingTimerFiresAgainAndAgain() {
        Timer timer = loop.timer(SECOND, SECOND.multipliedBy(2));
        timer.start(() -> seen.add("at " + time.passed().toSeconds()));
        for (int i = 0; i < 6; i++) {
            time.pass(SECOND);
            loop.runOnce();
        }
        timer.stop();

        assertEquals(List.of("at 1", "at 3", "at 5"), seen);
    }

    @Test
    void aRepeatingTimerThatIsLateOnceIsInTimeAgain() {
        Timer timer = loop.timer(SECOND, SECOND);
        timer.start(() -> seen.add("at " + time.passed().toMillis()));
        time.pass(SECOND.plusMillis(700));
        loop.runOnce();
        time.pass(Duration.ofMillis(300));
        loop.runOnce();
        timer.stop();

        assertEquals(List.of("at 1700", "at 2000"), seen);
    }

    @Test
    void aRepeatingTimerThatIsLateFiresOncePerTurn() {
        Timer timer = loop.timer(SECOND, SECOND);
        timer.start(note("fired"));
        time.pass(SECOND.multipliedBy(10));
        loop.runOnce();
        timer.stop();

        assertEquals(List.of("fired"), seen);
    }

    @Test
    void anExceptionInATimerIsReportedAndTheNextOneFires() {
        Reported reported = Reported.here();
        loop.timer(SECOND).start(() -> {
            throw new IllegalStateException("of a timer");
        });
        loop.timer(SECOND).start(note("next"));
        time.pass(SECOND);
        loop.runOnce();
        loop.runOnce();

        assertEquals(1, reported.errors().size());
        assertEquals(List.of("next"), seen);
    }

    @Test
    void negativeTimesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> loop.timer(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> loop.timer(SECOND, Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> loop.timeout(Duration.ofNanos(-1)));
    }
}
