package gevent.pool;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Groups: greenlets that are waited for and killed together. */
@ExtendWith(FreshHub.class)
class GroupTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<String> seen = new ArrayList<>();
    private final Group group = new Group();
    private VirtualTime time;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
    }

    private void sleeper(int seconds) {
        try {
            sleep(seconds);
            seen.add("slept " + seconds);
        } catch (GreenletExit e) {
            seen.add("killed " + seconds);
        }
    }

    /** A member that needs a while to exit. */
    private void slowToExit(int seconds) {
        try {
            sleep(100);
        } catch (GreenletExit e) {
            sleep(seconds);
            seen.add("exited");
        }
    }

    // ---- members

    @Test
    void whatIsSpawnedIsAMember() {
        Greenlet<Void> greenlet = group.spawn(this::sleeper, 1);

        assertTrue(group.contains(greenlet));
        assertEquals(1, group.size());
        group.join();
    }

    @Test
    void aMemberLeavesWhenItEnds() {
        Greenlet<Void> greenlet = group.spawn(this::sleeper, 1);

        greenlet.join();
        sleep();
        assertFalse(group.contains(greenlet));
        assertEquals(0, group.size());
    }

    @Test
    void addStartsNothing() {
        Greenlet<String> greenlet = new Greenlet<>(() -> "");

        group.add(greenlet);
        sleep(1);
        assertFalse(greenlet.isReady());
        group.kill();
    }

    @Test
    void startStarts() {
        Greenlet<Integer> greenlet = new Greenlet<>(() -> 42);

        group.start(greenlet);
        assertEquals(42, greenlet.get());
    }

    @Test
    void oneThatHasEndedDoesNotStayAMember() {
        Greenlet<Integer> greenlet = spawn(() -> 42);
        greenlet.join();

        group.add(greenlet);
        sleep();
        assertEquals(0, group.size());
    }

    @Test
    void addingAMemberAgainChangesNothing() {
        Greenlet<Void> greenlet = group.spawn(this::sleeper, 1);

        group.add(greenlet);
        assertEquals(List.of(greenlet), group.members());
        group.join();
    }

    @Test
    void oneThatIsDiscardedRunsOn() {
        Greenlet<Void> greenlet = group.spawn(this::sleeper, 1);

        group.discard(greenlet);
        assertFalse(group.contains(greenlet));
        greenlet.join();
        assertEquals(List.of("slept 1"), seen);
    }

    @Test
    void oneCanBeMadeOfSomeGreenlets() {
        Greenlet<Void> one = spawn(this::sleeper, 1);
        Greenlet<Void> two = spawn(this::sleeper, 2);
        Group both = new Group(List.of(one, two));

        assertEquals(List.of(one, two), both.members());
        both.join();
        assertEquals(List.of("slept 1", "slept 2"), seen);
    }

    @Test
    void walkingItIsSafeWhileMembersLeave() {
        group.spawn(this::sleeper, 1);
        group.spawn(this::sleeper, 2);

        group.forEach(Greenlet::join);
        assertEquals(List.of("slept 1", "slept 2"), seen);
    }

    @Test
    void aMemberKnowsThatItIsOne() {
        assertTrue(group.spawn(group::isMember).get());
        assertFalse(group.isMember());
    }

    @Test
    void itIsNeverFull() {
        group.spawn(this::sleeper, 1);

        assertFalse(group.isFull());
        assertEquals(1, group.waitAvailable(SECOND));
        assertEquals(Duration.ZERO, time.passed());
        group.join();
    }

    // ---- join

    @Test
    void joinWaitsUntilThereIsNoMember() {
        group.spawn(this::sleeper, 2);
        group.spawn(this::sleeper, 1);

        group.join();
        assertEquals(List.of("slept 1", "slept 2"), seen);
    }

    @Test
    void joinWaitsForThoseThatCome() {
        group.spawn(() -> {
            sleep(1);
            group.spawn(this::sleeper, 2);
        });

        group.join();
        assertEquals(List.of("slept 2"), seen);
    }

    @Test
    void joiningAnEmptyOneDoesNotWait() {
        assertTrue(group.join(SECOND));
        assertEquals(List.of(), time.polls());
    }

    @Test
    void joinEndsWhenTheTimeIsUp() {
        group.spawn(this::sleeper, 5);

        assertFalse(group.join(SECOND));
        assertEquals(SECOND, time.passed());
        group.join();
    }

    @Test
    void joinDoesNotThrowAFailure() {
        Reported.here();
        group.spawn(() -> {
            throw new IllegalStateException();
        });

        assertTrue(group.join(SECOND));
    }

    @Test
    void joinThrowsAFailureIfAskedTo() {
        Reported.here();
        IllegalStateException failure = new IllegalStateException();
        group.spawn(() -> {
            throw failure;
        });

        assertSame(failure, assertThrows(IllegalStateException.class, () -> group.join(null, true)));
    }

    @Test
    void joinThatThrowsFailuresWaitsForThoseThatComeMeanwhile() {
        AtomicBoolean ended = new AtomicBoolean();
        group.spawn(() -> group.spawn(() -> {
            sleep(1);
            ended.set(true);
        }));

        assertTrue(group.join(null, true));
        assertTrue(ended.get());
    }

    // ---- kill

    @Test
    void killTellsAllToExit() {
        group.spawn(this::sleeper, 1);
        group.spawn(this::sleeper, 2);
        sleep();

        group.kill();
        assertEquals(List.of("killed 1", "killed 2"), seen);
        assertEquals(0, group.size());
    }

    @Test
    void killWaitsUntilAllHaveExited() {
        group.spawn(this::slowToExit, 3);
        sleep();

        group.kill();
        assertEquals(List.of("exited"), seen);
    }

    @Test
    void killReachesThoseThatComeMeanwhile() {
        group.spawn(() -> {
            try {
                sleep(100);
            } finally {
                group.spawn(this::sleeper, 50);
                sleep(1);
            }
        });
        sleep();

        group.kill();
        assertEquals(List.of("killed 50"), seen);
        assertEquals(0, group.size());
    }

    @Test
    void killThrowsIntoEachOnce() {
        group.spawn(this::slowToExit, 3);
        group.spawn(this::slowToExit, 1);
        sleep();

        group.kill();
        assertEquals(List.of("exited", "exited"), seen);
    }

    @Test
    void aSecondKillLeavesThoseAloneThatCleanUp() {
        Greenlet<Void> victim = group.spawn(this::slowToExit, 3);
        sleep();
        group.kill(new GreenletExit(), false, null);
        sleep();

        group.killone(victim, new GreenletExit(), false, null);
        group.kill(new GreenletExit(), true, SECOND);
        assertFalse(victim.isReady());
        group.killone(victim);
        assertEquals(List.of("exited"), seen);
    }

    @Test
    void shuttingItsExecutorDownTwiceThrowsOnce() {
        ExecutorService executor = group.asExecutorService();
        executor.execute(() -> slowToExit(3));
        sleep();
        executor.shutdownNow();
        sleep();
        executor.shutdownNow();
        group.join();

        assertEquals(List.of("exited"), seen);
    }

    @Test
    void killThrowsIntoOneThatComesBack() {
        Greenlet<Void> returning = group.spawn(this::slowToExit, 3);
        sleep();
        group.kill(new GreenletExit(), false, null);
        sleep();
        group.discard(returning);
        group.add(returning);

        group.kill();
        assertEquals(List.of(), seen);
    }

    @Test
    void killThrowsWhatItIsGiven() {
        Reported reported = Reported.here();
        IllegalStateException exception = new IllegalStateException();
        group.spawn(this::sleeper, 5);
        sleep();

        group.kill(exception, true, null);
        sleep();
        assertEquals(List.of(exception), reported.errors());
    }

    @Test
    void killNeedNotWait() {
        group.spawn(this::slowToExit, 3);
        sleep();

        group.kill(new GreenletExit(), false, null);
        assertEquals(1, group.size());
        group.join();
        assertEquals(List.of("exited"), seen);
    }

    @Test
    void killGivesUpWaitingWhenTheTimeIsUp() {
        group.spawn(this::slowToExit, 3);
        sleep();

        group.kill(new GreenletExit(), true, SECOND);
        assertEquals(SECOND, time.passed());
        group.join();
    }

    @Test
    void killoneKillsThatOne() {
        Greenlet<Void> victim = group.spawn(this::sleeper, 1);
        group.spawn(this::sleeper, 2);
        sleep();

        group.killone(victim);
        group.join();
        assertEquals(List.of("killed 1", "slept 2"), seen);
    }

    @Test
    void killoneLeavesStrangersAlone() {
        Greenlet<Void> stranger = spawn(this::sleeper, 1);
        sleep();

        group.killone(stranger);
        stranger.join();
        assertEquals(List.of("slept 1"), seen);
    }
}
