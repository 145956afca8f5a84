package gevent;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.spawnLater;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Spawning: when a greenlet starts, in which order, and with which kinds of bodies. */
@ExtendWith(FreshHub.class)
class SpawnTest {
    private final List<String> seen = new ArrayList<>();
    private VirtualTime time;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
    }

    private String greet(String name) {
        seen.add("hello " + name);
        return "hello " + name;
    }

    private void note(String what) {
        seen.add(what);
    }

    private String join(String a, Integer b) {
        return a + b;
    }

    private void noteBoth(String a, Integer b) {
        seen.add(a + b);
    }

    private void twice(String name) {
        note(name + "1");
        sleep();
        note(name + "2");
    }

    // ---- order

    @Test
    void aSpawnedGreenletDoesNotRunUntilItsSpawnerWaits() {
        Greenlet<Void> g = spawn(this::note, "ran");

        assertEquals(List.of(), seen);

        g.join();
        assertEquals(List.of("ran"), seen);
    }

    @Test
    void greenletsStartInTheOrderInWhichTheyWereSpawned() {
        joinall(spawn(this::note, "a"), spawn(this::note, "b"), spawn(this::note, "c"));

        assertEquals(List.of("a", "b", "c"), seen);
    }

    @Test
    void greenletsThatGiveWayTakeTurns() {
        joinall(spawn(this::twice, "a"), spawn(this::twice, "b"), spawn(this::twice, "c"));

        assertEquals(List.of("a1", "b1", "c1", "a2", "b2", "c2"), seen);
    }

    @Test
    void aGreenletSpawnedByAGreenletStartsBehindThoseThatAreReady() {
        Greenlet<Greenlet<Void>> a = spawn(() -> {
            note("a");
            return spawn(this::note, "child of a");
        });
        Greenlet<Void> b = spawn(this::note, "b");
        joinall(a, b);
        a.value().join();

        assertEquals(List.of("a", "b", "child of a"), seen);
    }

    @Test
    void givingWayLetsEverythingRunThatWasReady() {
        Greenlet<?> a = spawn(this::note, "a");
        Greenlet<?> b = spawn(this::note, "b");

        sleep();

        assertEquals(List.of("a", "b"), seen);
        assertTrue(a.isDead() && b.isDead());
    }

    @Test
    void givingWayOnMainDoesNotWaitForWhatComesLater() {
        Greenlet<?> a = spawn(this::twice, "a");

        sleep();
        assertEquals(List.of("a1"), seen);

        sleep();
        assertEquals(List.of("a1", "a2"), seen);
        a.join();
    }

    @Test
    void mainTakesItsTurnBetweenTheGreenletsThatGiveWay() {
        Greenlet<?> a = spawn(this::twice, "a");
        note("main1");
        sleep();
        note("main2");
        a.join();

        assertEquals(List.of("main1", "a1", "main2", "a2"), seen);
    }

    @Test
    void startingTwiceRunsOnce() {
        Greenlet<Void> g = new Greenlet<>(() -> {
            note("ran");
            return null;
        });
        g.start();
        g.start();
        g.join();
        g.start();
        sleep();

        assertEquals(List.of("ran"), seen);
    }

    @Test
    void aGreenletRunsOnTheThreadThatWaits() {
        Greenlet<Boolean> g = spawn(() -> {
            Thread.currentThread().getStackTrace();
            return Thread.currentThread().isVirtual() && Gevent.getHub().isCurrent();
        });

        assertTrue(g.get());
    }

    @Test
    void eachGreenletHasAThreadOfItsOwn() {
        Greenlet<Thread> a = spawn(Thread::currentThread);
        Greenlet<Thread> b = spawn(Thread::currentThread);

        assertNotSame(a.get(), b.get());
        assertNotSame(Thread.currentThread(), a.get());
    }

    @Test
    void theCurrentGreenletIsTheOneThatRuns() {
        Greenlet<Greenlet<?>> g = spawn(() -> getcurrent());

        assertSame(g, g.get());
    }

    @Test
    void mainHasAGreenletThatStandsForIt() {
        assertSame(getcurrent(), getcurrent());
        assertFalse(getcurrent().isDead());
        assertTrue(getcurrent().isStarted());
    }

    @Test
    void aBodyMustBeGiven() {
        assertThrows(NullPointerException.class, () -> spawn((Callable<?>) null));
        assertThrows(NullPointerException.class, () -> spawn((Action) null));
    }

    // ---- kinds of bodies

    @Test
    void aFunctionOfOneArgumentCanBeSpawned() {
        Greenlet<String> g = spawn(this::greet, "you");

        assertEquals("hello you", g.get());
    }

    @Test
    void anActionOfOneArgumentCanBeSpawned() {
        Greenlet<Void> g = spawn(this::note, "noted");

        assertEquals(null, g.get());
        assertEquals(List.of("noted"), seen);
    }

    @Test
    void aFunctionOfTwoArgumentsCanBeSpawned() {
        assertEquals("a1", spawn(this::join, "a", 1).get());
    }

    @Test
    void anActionOfTwoArgumentsCanBeSpawned() {
        spawn(this::noteBoth, "a", 1).join();

        assertEquals(List.of("a1"), seen);
    }

    @Test
    void anActionMayThrowCheckedExceptions() {
        Greenlet<Void> g = spawn(() -> {
            if (seen.isEmpty()) {
                note("ran");
                return;
            }
            throw new Exception();
        });

        g.get();
        assertEquals(List.of("ran"), seen);
    }

    // ---- later

    @Test
    void spawnedLaterItStartsAfterTheTime() {
        Greenlet<Duration> g = spawnLater(Duration.ofSeconds(10), time::passed);

        assertEquals(Duration.ofSeconds(10), g.get());
    }

    @Test
    void theDelayMayBeInSeconds() {
        assertEquals(Duration.ofMillis(1500), spawnLater(1.5, time::passed).get());
    }

    @Test
    void laterOnesStartInTheOrderOfTheirTimes() {
        joinall(spawnLater(2, this::note, "second"), spawnLater(3, this::note, "third"),
                spawnLater(1, this::note, "first"));

        assertEquals(List.of("first", "second", "third"), seen);
    }

    @Test
    void laterOnesTakeAllKindsOfBodies() {
        Duration now = Duration.ZERO;
        assertEquals("hello a", spawnLater(now, this::greet, "a").get());
        assertEquals("b1", spawnLater(now, this::join, "b", 1).get());
        spawnLater(now, this::note, "c").join();
        spawnLater(now, this::noteBoth, "d", 2).join();
        spawnLater(now, () -> note("e")).join();

        assertEquals(List.of("hello a", "c", "d2", "e"), seen);
    }

    @Test
    void laterIsAfterWhatIsReadyEvenWithNoDelay() {
        Greenlet<?> later = spawnLater(Duration.ZERO, this::note, "later");
        Greenlet<?> now = spawn(this::note, "now");
        joinall(later, now);

        assertEquals(List.of("now", "later"), seen);
    }

    @Test
    void aNegativeDelayIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> spawnLater(Duration.ofSeconds(-1), this::note, "never"));
        assertThrows(IllegalArgumentException.class, () -> spawnLater(-1, this::note, "never"));
    }

    @Test
    void oneThatStartsLaterIsStartedAtOnce() {
        Greenlet<Void> g = spawnLater(5, this::note, "ran");

        assertTrue(g.isStarted());
        assertFalse(g.isReady());
        g.join();
    }
}
