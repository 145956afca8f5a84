package gevent.pool;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.spawnLater;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.HubDestroyed;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import greenlet.GreenletExit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nurseries: scopes that greenlets cannot outlive. */
@ExtendWith(FreshHub.class)
class NurseryTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final List<String> seen = new ArrayList<>();
    private VirtualTime time;
    private Reported reported;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
        reported = Reported.here();
    }

    /** A child that sleeps, and tells how it ended. */
    private void sleeper(int seconds) {
        try {
            sleep(seconds);
            seen.add("slept " + seconds);
        } catch (GreenletExit e) {
            seen.add("killed " + seconds);
        }
    }

    private static void fail(int seconds, Exception failure) throws Exception {
        sleep(seconds);
        throw failure;
    }

    @Test
    void closingWaitsForAllChildren() {
        try (Nursery nursery = Nursery.open()) {
            nursery.spawn(this::sleeper, 2);
            nursery.spawn(this::sleeper, 1);
        }

        assertEquals(List.of("slept 1", "slept 2"), seen);
    }

    @Test
    void closingAnEmptyOneDoesNotWait() {
        Nursery.open().close();

        assertEquals(List.of(), time.polls());
    }

    @Test
    void aChildThatAChildSpawnsIsWaitedFor() {
        try (Nursery nursery = Nursery.open()) {
            nursery.spawn(() -> {
                sleep(1);
                nursery.spawn(this::sleeper, 2);
            });
        }

        assertEquals(List.of("slept 2"), seen);
    }

    @Test
    void aChildHasAResult() {
        Greenlet<Integer> child;
        try (Nursery nursery = Nursery.open()) {
            child = nursery.spawn(() -> 42);
        }

        assertEquals(42, child.value());
    }

    @Test
    void aFailureIsThrownByClose() {
        IllegalStateException failure = new IllegalStateException();
        Nursery nursery = Nursery.open();
        nursery.spawn(() -> fail(1, failure));

        assertSame(failure, assertThrows(IllegalStateException.class, nursery::close));
    }

    @Test
    void aCheckedFailureIsTheCauseOfACompletionException() {
        IOException failure = new IOException();
        Nursery nursery = Nursery.open();
        nursery.spawn(() -> fail(1, failure));

        assertSame(failure, assertThrows(CompletionException.class, nursery::close).getCause());
    }

    @Test
    void theFirstFailureKillsTheSiblings() {
        Nursery nursery = Nursery.open();
        nursery.spawn(this::sleeper, 10);
        nursery.spawn(() -> fail(1, new IllegalStateException()));

        assertThrows(IllegalStateException.class, nursery::close);
        assertEquals(List.of("killed 10"), seen);
        assertEquals(SECOND, time.passed());
    }

    @Test
    void theOtherFailuresAreSuppressedInTheFirst() {
        IllegalStateException second = new IllegalStateException("second");
        Nursery nursery = Nursery.open();
        nursery.spawn(() -> {
            try {
                sleep(10);
            } catch (GreenletExit e) {
                throw second;
            }
        });
        nursery.spawn(() -> fail(1, new IllegalStateException("first")));

        Throwable thrown = assertThrows(IllegalStateException.class, nursery::close);
        assertEquals("first", thrown.getMessage());
        assertEquals(List.of(second), List.of(thrown.getSuppressed()));
    }

    @Test
    void aFailureIsNotReported() {
        Nursery nursery = Nursery.open();
        nursery.spawn(() -> fail(1, new IllegalStateException()));

        assertThrows(IllegalStateException.class, nursery::close);
        sleep();
        assertEquals(List.of(), reported.errors());
    }

    @Test
    void aChildThatIsKilledIsNoFailure() {
        try (Nursery nursery = Nursery.open()) {
            Greenlet<Void> child = nursery.spawn(this::sleeper, 10);
            nursery.spawn(this::sleeper, 1);
            sleep();
            child.kill();
        }

        assertEquals(List.of("killed 10", "slept 1"), seen);
    }

    @Test
    void cancellingKillsTheChildren() {
        try (Nursery nursery = Nursery.open()) {
            nursery.spawn(this::sleeper, 10);
            sleep();
            nursery.cancel();
        }

        assertEquals(List.of("killed 10"), seen);
    }

    @Test
    void itTellsWhetherItIsCancelled() {
        try (Nursery nursery = Nursery.open()) {
            assertFalse(nursery.isCancelled());
            nursery.cancel();
            assertTrue(nursery.isCancelled());
        }
    }

    @Test
    void whatIsSpawnedAfterItIsCancelledNeverRuns() {
        Greenlet<Void> late;
        try (Nursery nursery = Nursery.open()) {
            nursery.cancel();
            late = nursery.spawn(this::sleeper, 1);
        }

        assertTrue(late.isReady());
        assertEquals(List.of(), seen);
    }

    @Test
    void afterItIsClosedSpawningIsRefused() {
        Nursery nursery = Nursery.open();
        nursery.close();

        assertThrows(IllegalStateException.class, () -> nursery.spawn(this::sleeper, 1));
    }

    @Test
    void aKillOfTheParentInTheBodyKillsTheChildren() {
        Greenlet<Void> parent = spawn(() -> {
            try (Nursery nursery = Nursery.open()) {
                nursery.spawn(this::sleeper, 10);
                sleep(5);
            }
        });
        spawnLater(SECOND, () -> parent.kill());

        parent.join();
        assertEquals(List.of("killed 10"), seen);
        assertEquals(SECOND, time.passed());
    }

    @Test
    void aKillOfTheParentThatClosesKillsTheChildren() {
        Greenlet<Void> parent = spawn(() -> {
            try (Nursery nursery = Nursery.open()) {
                nursery.spawn(this::sleeper, 10);
            }
        });
        spawnLater(SECOND, () -> parent.kill());

        parent.join();
        assertEquals(List.of("killed 10"), seen);
        assertEquals(SECOND, time.passed());
    }

    @Test
    void aKillOfTheParentSurfacesWhenTheChildrenHaveEnded() {
        Greenlet<Void> parent = spawn(() -> {
            try (Nursery nursery = Nursery.open()) {
                nursery.spawn(() -> {
                    try {
                        sleep(10);
                    } finally {
                        sleep(2);
                    }
                });
            } catch (GreenletExit e) {
                seen.add("exit after " + time.passed().toSeconds());
            }
        });
        spawnLater(SECOND, () -> parent.kill(new GreenletExit(), false, null));

        parent.join();
        assertEquals(List.of("exit after 3"), seen);
    }

    @Test
    void aTimeoutInTheBodyKillsTheChildren() {
        assertThrows(Timeout.class, () -> {
            try (Timeout _ = Timeout.start(SECOND); Nursery nursery = Nursery.open()) {
                nursery.spawn(this::sleeper, 10);
                sleep(5);
            }
        });

        assertEquals(List.of("killed 10"), seen);
        assertEquals(SECOND, time.passed());
    }

    @Test
    void aTimeoutWhileItClosesKillsTheChildren() {
        assertThrows(Timeout.class, () -> {
            try (Timeout _ = Timeout.start(SECOND); Nursery nursery = Nursery.open()) {
                nursery.spawn(this::sleeper, 10);
            }
        });

        assertEquals(List.of("killed 10"), seen);
        assertEquals(SECOND, time.passed());
    }

    @Test
    void aTimeoutThatTheBodyHandlesLeavesTheChildrenAlone() {
        try (Nursery nursery = Nursery.open()) {
            nursery.spawn(this::sleeper, 10);
            try (Timeout _ = Timeout.start(SECOND)) {
                sleep(5);
            } catch (Timeout handled) {
                seen.add("handled");
            }
        }

        assertEquals(List.of("handled", "slept 10"), seen);
    }

    @Test
    void whatWasThrownInBeforeItWasOpenedLeavesTheChildrenAlone() {
        Greenlet<Void> parent = spawn(() -> {
            assertThrows(GreenletExit.class, () -> sleep(5));
            try (Nursery nursery = Nursery.open()) {
                nursery.spawn(this::sleeper, 10);
            }
        });
        spawnLater(SECOND, () -> parent.kill(new GreenletExit(), false, null));

        parent.get();
        assertEquals(List.of("slept 10"), seen);
    }

    @Test
    void aSecondKillWhileItClosesLeavesAChildAloneThatCleansUp() {
        Greenlet<Void> parent = spawn(() -> {
            try (Nursery nursery = Nursery.open()) {
                nursery.spawn(() -> {
                    assertThrows(GreenletExit.class, () -> sleep(10));
                    sleep(3);
                    seen.add("cleaned up");
                });
            }
        });
        spawnLater(SECOND, () -> parent.kill(new GreenletExit(), false, null));
        spawnLater(SECOND.multipliedBy(2), () -> parent.kill(new GreenletExit(), false, null));

        parent.join();
        assertEquals(List.of("cleaned up"), seen);
    }

    @Test
    void aChildThatCanNeverEndIsALoopExit() {
        Nursery nursery = Nursery.open();
        Greenlet<Boolean> child = nursery.spawn(() -> new gevent.event.Event().await());

        assertThrows(LoopExit.class, nursery::close);
        child.kill();
    }

    @Test
    void anotherThreadMaySpawnWhileItIsOpen() throws Exception {
        CountDownLatch spawned = new CountDownLatch(1);
        Thread main = Thread.currentThread();
        OtherThread other;
        try (Nursery nursery = Nursery.open()) {
            other = OtherThread.start(() -> {
                Greenlet<String> child = nursery.spawn(() -> seen.add("child") ? "ran" : "");
                spawned.countDown();
                OtherThread.awaitState(main, Thread.State.WAITING);
                return child.get();
            });
            spawned.await();
        }

        assertEquals(List.of("child"), seen);
        assertEquals("ran", other.result());
    }

    @Test
    void runClosesTheNursery() {
        Nursery.run(nursery -> nursery.spawn(this::sleeper, 2));

        assertEquals(List.of("slept 2"), seen);
    }

    @Test
    void runKillsTheChildrenIfTheBodyThrows() {
        IllegalStateException failure = new IllegalStateException();

        assertSame(failure, assertThrows(IllegalStateException.class, () -> Nursery.run(nursery -> {
            nursery.spawn(this::sleeper, 10);
            fail(1, failure);
        })));
        assertEquals(List.of("killed 10"), seen);
    }

    @Test
    void runThrowsACheckedExceptionOfTheBodyAsACause() {
        IOException failure = new IOException();

        assertSame(failure, assertThrows(CompletionException.class,
                () -> Nursery.run(nursery -> fail(1, failure))).getCause());
    }

    @Test
    void whoCannotBeStartedIsNotWaitedFor() throws Exception {
        Greenlet<Integer> ofClosedHub = OtherThread.run(() -> new Greenlet<>(() -> 1));
        try (Nursery nursery = Nursery.open()) {
            assertThrows(HubDestroyed.class, () -> nursery.start(ofClosedHub));
        }
    }

    @Test
    void whatTheBodyThrewIsKeptIfAChildCanNeverEnd() {
        IllegalStateException failure = new IllegalStateException();
        Event never = new Event();
        LoopExit exit = assertThrows(LoopExit.class, () -> Nursery.run(nursery -> {
            nursery.spawn(() -> {
                while (!never.isSet()) {
                    try {
                        never.await();
                    } catch (GreenletExit refused) {
                        // It waits again.
                    }
                }
            });
            sleep();
            throw failure;
        }));

        assertArrayEquals(new Throwable[] {failure}, exit.getSuppressed());
        never.set();
        sleep();
    }
}
