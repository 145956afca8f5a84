package gevent;

import static gevent.Gevent.getHub;
import static gevent.Gevent.getcurrent;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.spawnLater;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.Waiter;
import gevent.testing.Simulated;
import gevent.testing.Simulation;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Killing: throwing into a greenlet, wherever it stands. */
@ExtendWith(FreshHub.class)
class KillTest {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final GreenletExit EXIT = new GreenletExit("told so");

    private final List<Object> seen = new ArrayList<>();

    /** A greenlet that has run until it first waits. */
    private Greenlet<Void> begun(Action body) {
        Greenlet<Void> g = spawn(body);
        sleep();
        return g;
    }

    private void see(Object what) {
        seen.add(what);
    }

    // ---- before it has begun

    @Test
    void oneThatWasNotStartedNeverRuns() {
        Greenlet<String> g = new Greenlet<>(() -> "ran");

        g.kill();
        g.start();
        sleep();

        assertTrue(g.isDead() && g.isSuccessful());
        assertNull(g.value());
    }

    @Test
    void oneThatHasNotBegunNeverRuns() {
        Greenlet<Void> g = spawn(() -> see("ran"));

        g.kill();
        sleep();

        assertTrue(g.isDead());
        assertEquals(List.of(), seen);
    }

    @Test
    void oneThatStartsLaterNeverRuns() {
        Greenlet<Void> g = spawnLater(LONG, () -> see("ran"));

        g.kill();
        getHub().join();

        assertTrue(g.isDead());
        assertEquals(List.of(), seen);
    }

    @Test
    void killingOneThatHasNotBegunDoesNotSwitch() {
        Greenlet<?> other = spawn(() -> { seen.add("other"); });
        Greenlet<?> g = spawn(() -> see("ran"));

        g.kill();

        assertTrue(g.isDead());
        assertEquals(List.of(), seen);
        other.join();
    }

    @Test
    void itsLinksAreCalledAllTheSame() {
        Greenlet<Void> g = spawn(() -> { });
        g.link(seen::add);
        g.kill();
        sleep();
        sleep();

        assertEquals(List.of(g), seen);
    }

    @Test
    void anErrorThatKillsItBeforeItHasBegunIsItsFailure() {
        Reported reported = Reported.here();
        Exception failure = new Exception("never mind");
        Greenlet<Void> g = spawn(() -> { });

        g.kill(failure, true, null);
        sleep();

        assertSame(failure, g.exception());
        assertEquals(List.of(failure), reported.errors());
    }

    @Test
    void startingOneThatWasKilledFromAnotherThreadDoesNothing() throws Exception {
        Greenlet<Boolean> g = new Greenlet<>(() -> seen.add("ran"));
        OtherThread killer = OtherThread.start(() -> {
            g.kill();
            return null;
        });
        try (var _ = getHub().async()) {
            g.join();
        }
        g.start();
        sleep();
        killer.result();

        assertEquals(List.of(), seen);
    }

    // ---- where it waits

    @Test
    void inASleepItIsThrownThere() {
        Greenlet<Void> g = begun(() -> {
            try {
                sleep(LONG);
            } catch (GreenletExit e) {
                seen.add(e);
                throw e;
            }
        });

        g.kill(EXIT, true, null);

        assertTrue(g.isDead() && g.isSuccessful());
        assertEquals(List.of(EXIT), seen);
    }

    @Test
    void inAWaiterItIsThrownThere() {
        Waiter<Void> waiter = new Waiter<>();
        Greenlet<Void> g = begun(waiter::get);

        g.kill();

        assertTrue(g.isDead());
        assertFalse(waiter.switchTo(null), "the wait was decided by the kill");
    }

    @Test
    void inAJoinItIsThrownThereAndTheJoinedOneLivesOn() {
        Greenlet<Void> sleeper = spawn(() -> sleep(LONG));
        Greenlet<Void> joiner = begun(sleeper::join);

        joiner.kill();

        assertTrue(joiner.isDead());
        assertFalse(sleeper.isDead());
        sleeper.kill();
    }

    @Test
    void givingWayItIsThrownWhenItsTurnComes() {
        Greenlet<Void> g = begun(() -> {
            while (true) {
                sleep();
            }
        });

        g.kill();

        assertTrue(g.isDead());
    }

    // ---- what the victim makes of it

    @Test
    void oneThatCatchesItLivesOn() {
        Greenlet<String> g = spawn(() -> {
            try {
                sleep(LONG);
            } catch (GreenletExit e) {
                sleep();
            }
            return "went on";
        });
        sleep();

        g.kill();

        assertEquals("went on", g.value());
    }

    @Test
    void killWaitsForTheFinallyBlocks() {
        Greenlet<Void> g = begun(() -> {
            try {
                sleep(LONG);
            } finally {
                sleep();
                seen.add("cleaned up");
            }
        });

        g.kill();

        assertEquals(List.of("cleaned up"), seen);
    }

    @Simulated(seeds = 20)
    void killReturnsWhenItsTimeIsUp() {
        Greenlet<Void> g = spawn(() -> {
            try {
                sleep(LONG);
            } catch (GreenletExit e) {
                sleep(LONG);
            }
        });

        sleep(1);

        g.kill(EXIT, true, Duration.ofSeconds(7));

        assertFalse(g.isDead());
        assertEquals(1 + 7, Simulation.current().elapsed().toSeconds());
        g.kill();
    }

    @Test
    void killWithoutWaitingThrowsInTheNextTurn() {
        Greenlet<Void> g = begun(() -> sleep(LONG));

        g.kill(EXIT, false, null);
        assertFalse(g.isDead());

        g.join();
        assertTrue(g.isDead());
    }

    @Test
    void killingTheDeadDoesNothing() {
        Greenlet<String> g = spawn(() -> "value");
        g.join();

        g.kill();

        assertEquals("value", g.get());
    }

    @Test
    void aKillThatLosesAgainstAValueStaysForTheNextWait() {
        Waiter<String> waiter = new Waiter<>();
        Greenlet<Void> g = begun(() -> {
            seen.add(waiter.get());
            sleep(LONG);
            seen.add("slept");
        });

        getHub().runCallback(() -> waiter.switchTo("value"));
        g.kill();

        assertTrue(g.isDead());
        assertEquals(List.of("value"), seen);
    }

    @Test
    void twoKillsSurfaceOneAfterTheOther() {
        Exception first = new Exception("1");
        Exception second = new Exception("2");
        Greenlet<Void> g = begun(() -> {
            for (int i = 0; i < 2; i++) {
                try {
                    sleep(LONG);
                } catch (Throwable t) {
                    seen.add(t);
                }
            }
        });

        g.kill(first, false, null);
        g.kill(second, true, null);

        assertEquals(List.of(first, second), seen);
    }

    @Test
    void anyThrowableMayBeThrownIn() {
        Reported.here();
        Exception checked = new Exception("checked");
        Greenlet<Void> g = begun(() -> sleep(LONG));

        g.kill(checked, true, null);

        assertSame(checked, g.exception());
    }

    // ---- who kills

    @Test
    void aGreenletMayKillAnother() {
        Greenlet<Void> victim = spawn(() -> sleep(LONG));
        Greenlet<Boolean> killer = spawn(() -> {
            victim.kill();
            return victim.isDead();
        });

        assertTrue(killer.get());
    }

    @Test
    void aGreenletThatKillsItselfThrowsAtOnce() {
        Greenlet<Void> g = spawn(() -> {
            getcurrent().kill();
            seen.add("went on");
        });
        g.join();

        assertTrue(g.isSuccessful());
        assertEquals(List.of(), seen);
    }

    @Test
    void aGreenletThatKillsItselfWithoutBlockingDiesAtItsNextWait() {
        Greenlet<Void> g = spawn(() -> {
            getcurrent().kill(EXIT, false, null);
            seen.add("went on");
            sleep();
            sleep();
            seen.add("slept");
        });
        g.join();

        assertEquals(List.of("went on"), seen);
    }

    @Test
    void mainCanBeThrownInto() {
        Greenlet<?> main = getcurrent();
        Greenlet<Void> killer = spawn(() -> main.kill(EXIT, false, null));

        assertSame(EXIT, assertThrows(GreenletExit.class, () -> sleep(LONG)));
        killer.join();
    }

    @Test
    void anotherThreadMayKillAndWaitsUntilItIsDead() throws Exception {
        Greenlet<Void> g = begun(() -> sleep(LONG));
        OtherThread killer = OtherThread.start(() -> {
            g.kill();
            return g.isDead();
        });
        g.join();

        assertEquals(true, killer.result());
    }

    @Test
    void aVirtualThreadOfTheJdkMayKillAndWaitsUntilItIsDead() throws Exception {
        Greenlet<Void> g = begun(() -> sleep(LONG));
        OtherThread killer = OtherThread.startVirtual(() -> {
            g.kill();
            return g.isDead();
        });
        g.join();

        assertEquals(true, killer.result());
    }

    @Test
    void aJoinWithALimitIsEndedByItToo() {
        Greenlet<?> never = spawn(() -> sleep(3600));
        Greenlet<Boolean> joiner = spawn(() -> never.join(Duration.ofHours(1)));
        sleep();

        joiner.kill();

        assertTrue(joiner.isReady());
        assertNull(joiner.value(), "the kill was taken for the end of what was joined");
        never.kill();
    }

    @Test
    void aKillWithAnExceptionWaitsForTheEnd() {
        IllegalStateException failure = new IllegalStateException("thrown in");
        Greenlet<?> g = Greenlet.quiet(Gevent.getHub(), () -> {
            Gevent.sleep(10);
            return null;
        });
        g.start();
        Gevent.sleep();
        g.kill(failure);

        assertSame(failure, g.exception());
    }
}
