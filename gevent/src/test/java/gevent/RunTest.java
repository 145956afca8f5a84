package gevent;

import static gevent.Gevent.getHub;
import static gevent.Gevent.getcurrent;
import static gevent.Gevent.run;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.Reported;
import gevent.hub.Interrupted;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import gevent.hub.Waiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A whole program as a greenlet: run. */
@ExtendWith(FreshHub.class)
class RunTest {
    private final List<Object> seen = new ArrayList<>();

    @Test
    void itReturnsWhatMainReturns() {
        assertEquals("value", run(() -> "value"));
    }

    @Test
    void mainMayHaveNoResult() {
        run(() -> {
            seen.add("ran");
        });

        assertEquals(List.of("ran"), seen);
    }

    @Test
    void mainIsAGreenletOfThatName() {
        run(() -> {
            seen.add(Thread.currentThread().isVirtual());
            seen.add(getcurrent().name());
        });

        assertEquals(List.of(true, "main"), seen);
    }

    @Test
    void mainMaySpawnAndWait() {
        assertEquals("spawned", run(() -> spawn(() -> {
            sleep(0.001);
            return "spawned";
        }).get()));
    }

    @Test
    void theHubIsClosedAfterIt() {
        Hub hub = run(Gevent::getHub);

        assertTrue(hub.isClosed());
        assertNull(Hub.getIfExists());
    }

    @Test
    void theHubIsClosedAfterAFailureToo() {
        assertThrows(IllegalStateException.class, () -> run(() -> {
            throw new IllegalStateException();
        }));

        assertNull(Hub.getIfExists());
    }

    @Test
    void whatMainLeavesBehindIsToldToExit() {
        Greenlet<Void> left = run(() -> {
            Greenlet<Void> g = spawn(() -> {
                try {
                    sleep(1000);
                } finally {
                    seen.add("cleaned up");
                }
            });
            sleep();
            return g;
        });

        assertEquals(List.of("cleaned up"), seen);
        assertTrue(left.isDead());
    }

    @Test
    void anUncheckedFailureOfMainIsThrownAsItIs() {
        IllegalStateException failure = new IllegalStateException();

        assertSame(failure, assertThrows(IllegalStateException.class, () -> run(() -> {
            throw failure;
        })));
    }

    @Test
    void aCheckedFailureOfMainIsTheCauseOfACompletionException() {
        IOException failure = new IOException();

        assertSame(failure, assertThrows(CompletionException.class, () -> run(() -> {
            throw failure;
        })).getCause());
    }

    @Test
    void aLoopExitReachesMain() {
        assertThrows(LoopExit.class, () -> run(() -> {
            new Waiter<>().get();
        }));
    }

    @Test
    void mainMayGoOnAfterALoopExit() {
        String result = run(() -> {
            assertThrows(LoopExit.class, () -> new Waiter<>().get());
            sleep(0.001);
            return "went on";
        });

        assertEquals("went on", result);
    }

    @Test
    void anInterruptOfTheThreadReachesMain() throws Exception {
        Thread thread = Thread.currentThread();
        OtherThread other = OtherThread.start(() -> {
            OtherThread.awaitState(thread, Thread.State.TIMED_WAITING);
            thread.interrupt();
            return null;
        });
        run(() -> {
            assertThrows(Interrupted.class, () -> sleep(1000));
            seen.add("interrupted");
        });
        other.result();

        assertEquals(List.of("interrupted"), seen);
        assertFalse(Thread.interrupted());
    }

    @Test
    void anOutOfMemoryErrorOfAGreenletReachesMain() {
        Reported reported = Reported.here();
        OutOfMemoryError error = new OutOfMemoryError("not really");
        run(() -> {
            spawn(() -> {
                throw error;
            });
            assertSame(error, assertThrows(OutOfMemoryError.class, () -> sleep(Duration.ofHours(1))));
            seen.add("goes on");
        });

        assertEquals(List.of("goes on"), seen);
        assertEquals(List.of(error), reported.errors());
    }

    @Test
    void inAGreenletItIsRefused() {
        run(() -> {
            assertThrows(IllegalStateException.class, () -> run(() -> "inner"));
        });
    }

    @Test
    void itMayRunAgain() {
        run(() -> sleep(0.001));

        assertEquals("second", run(() -> "second"));
    }

    @Test
    void itTakesOverTheHubThatIsThere() {
        Hub before = getHub();
        Greenlet<Void> spawned = spawn(() -> { seen.add("ran"); });

        assertSame(before, run(() -> {
            spawned.join();
            return getHub();
        }));
        assertEquals(List.of("ran"), seen);
    }
}
