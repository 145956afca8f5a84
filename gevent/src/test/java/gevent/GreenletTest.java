package gevent;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import greenlet.GreenletExit;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The greenlet: its states, its result, its name. */
@ExtendWith(FreshHub.class)
class GreenletTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private VirtualTime time;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
    }

    private static Greenlet<String> failing(Throwable failure) {
        Reported.here();
        return spawn(() -> {
            if (failure instanceof Error error) {
                throw error;
            }
            throw (Exception) failure;
        });
    }

    // ---- states

    @Test
    void newItIsNeitherStartedNorReady() {
        Greenlet<String> g = new Greenlet<>(() -> "value");

        assertFalse(g.isStarted());
        assertFalse(g.isReady() || g.isDead() || g.isSuccessful());
        assertNull(g.value());
        assertNull(g.exception());
    }

    @Test
    void scheduledItIsStarted() {
        Greenlet<String> g = spawn(() -> "value");

        assertTrue(g.isStarted());
        assertFalse(g.isReady());
        g.join();
    }

    @Test
    void runningItIsStartedAndNotDead() {
        Greenlet<Boolean> g = spawn(() -> Gevent.getcurrent().isStarted() && !Gevent.getcurrent().isDead());

        assertTrue(g.get());
    }

    @Test
    void waitingItIsStartedAndNotDead() {
        Greenlet<Void> g = spawn(() -> sleep(HOUR));
        sleep();

        assertTrue(g.isStarted());
        assertFalse(g.isDead());
        g.kill();
    }

    @Test
    void endedItIsReadyAndNotStarted() {
        Greenlet<String> g = spawn(() -> "value");
        g.join();

        assertTrue(g.isReady() && g.isDead() && g.isSuccessful());
        assertFalse(g.isStarted());
    }

    @Test
    void failedItIsReadyAndNotSuccessful() {
        Greenlet<String> g = failing(new Exception());
        g.join();

        assertTrue(g.isReady() && g.isDead());
        assertFalse(g.isSuccessful());
    }

    // ---- results

    @Test
    void getReturnsWhatTheBodyReturned() {
        assertEquals("value", spawn(() -> "value").get());
    }

    @Test
    void getReturnsItAgainAndAgain() {
        Greenlet<String> g = spawn(() -> "value");
        g.get();

        assertEquals("value", g.get());
        assertEquals("value", g.value());
    }

    @Test
    void nullIsAResult() {
        Greenlet<String> g = spawn(() -> (String) null);

        assertNull(g.get());
        assertTrue(g.isSuccessful());
    }

    @Test
    void anUncheckedFailureIsThrownAsItIs() {
        RuntimeException failure = new RuntimeException("unchecked");
        Greenlet<String> g = failing(failure);

        assertSame(failure, assertThrows(RuntimeException.class, g::get));
        assertSame(failure, g.exception());
    }

    @Test
    void anErrorIsThrownAsItIs() {
        Error failure = new AssertionError("error");
        Greenlet<String> g = failing(failure);

        assertSame(failure, assertThrows(Error.class, g::get));
    }

    @Test
    void aCheckedFailureIsTheCauseOfACompletionException() {
        Exception failure = new IOException("checked");
        Greenlet<String> g = failing(failure);

        assertSame(failure, assertThrows(CompletionException.class, g::get).getCause());
        assertSame(failure, g.exception());
    }

    @Test
    void anExitIsASuccessWithoutAValue() {
        Greenlet<String> g = failing(new GreenletExit());
        g.join();

        assertTrue(g.isSuccessful());
        assertNull(g.value());
        assertNull(g.exception());
    }

    @Test
    void getAfterAnExitThrowsACancellation() {
        GreenletExit exit = new GreenletExit();
        Greenlet<String> g = failing(exit);

        assertSame(exit, assertThrows(CancellationException.class, g::get).getCause());
    }

    @Test
    void aFailureIsReportedEvenIfSomebodyGetsIt() {
        Reported reported = Reported.here();
        Greenlet<Void> g = spawn(() -> {
            throw new IllegalStateException();
        });
        assertThrows(IllegalStateException.class, g::get);

        assertEquals(1, reported.errors().size());
    }

    // ---- waiting

    @Test
    void joinNeverThrowsBecauseOfTheEnd() {
        failing(new Exception()).join();
        failing(new GreenletExit()).join();
    }

    @Test
    void joinSaysWhetherItHasEnded() {
        Greenlet<Void> g = spawn(() -> sleep(HOUR));

        assertFalse(g.join(Duration.ofMinutes(1)));
        assertEquals(Duration.ofMinutes(1), time.passed());
        assertTrue(g.join(HOUR));
        assertTrue(g.join(Duration.ZERO));
    }

    @Test
    void joinForNoTimeLetsItRunOnce() {
        assertTrue(spawn(() -> "value").join(Duration.ZERO));
    }

    @Test
    void getThrowsATimeoutIfTheTimeIsUp() {
        Greenlet<Void> g = spawn(() -> sleep(HOUR));

        Timeout timeout = assertThrows(Timeout.class, () -> g.get(Duration.ofMinutes(1)));

        assertEquals(Duration.ofMinutes(1), timeout.duration());
        assertFalse(g.isDead());
        g.kill();
    }

    @Test
    void getInTimeReturnsTheValue() {
        assertEquals("value", spawn(() -> "value").get(HOUR));
    }

    @Test
    void severalMayWaitForOne() {
        Greenlet<String> g = spawn(() -> {
            sleep(1);
            return "value";
        });
        Greenlet<String> a = spawn(() -> g.get());
        Greenlet<String> b = spawn(() -> g.get());

        assertEquals("value", a.get());
        assertEquals("value", b.get());
    }

    @Test
    void itCannotWaitForItself() {
        Greenlet<Throwable> g = spawn(
                () -> assertThrows(IllegalStateException.class, () -> Gevent.getcurrent().join()));

        assertInstanceOf(IllegalStateException.class, g.get());
    }

    @Test
    void aTimeoutOfTheWaitingOneEndsItsWaitOnly() {
        Greenlet<String> g = spawn(() -> {
            sleep(2);
            return "value";
        });
        Timeout timeout = Timeout.start(Duration.ofSeconds(1));

        assertSame(timeout, assertThrows(Timeout.class, g::get));
        assertEquals("value", g.get());
    }

    @Test
    void aPlainThreadWaitsForIt() throws Exception {
        Greenlet<String> g = spawn(() -> "value");
        OtherThread other = OtherThread.start(g::get);
        g.join();

        assertEquals("value", other.result());
    }

    // ---- futures

    @Test
    void itsFutureHasItsValue() {
        CompletableFuture<String> future = spawn(() -> "value").toCompletableFuture();

        assertEquals("value", spawn(() -> future.get()).get());
    }

    @Test
    void itsFutureHasItsFailure() {
        Exception failure = new IOException();
        CompletableFuture<String> future = failing(failure).toCompletableFuture();

        Greenlet<Throwable> g = spawn(() -> assertThrows(CompletionException.class, future::join).getCause());
        assertSame(failure, g.get());
    }

    @Test
    void itsFutureIsCancelledByAnExit() {
        CompletableFuture<String> future = failing(new GreenletExit()).toCompletableFuture();
        sleep(1);

        assertTrue(future.isCancelled());
    }

    @Test
    void theStagesOfItsFutureMayWait() {
        CompletableFuture<Duration> later = spawn(() -> "value").toCompletableFuture().thenApply(_ -> {
            sleep(1);
            return time.passed();
        });
        sleep(2);

        assertEquals(Duration.ofSeconds(1), later.getNow(null));
    }

    // ---- names and places

    @Test
    void unnamedItIsCalledByItsNumber() {
        Greenlet<Void> a = spawn(() -> { });
        Greenlet<Void> b = spawn(() -> { });

        assertEquals("Greenlet-0", a.name());
        assertEquals("Greenlet-1", b.name());
        assertEquals(0, a.minimalIdent());
        Gevent.joinall(a, b);
    }

    @Test
    void itsThreadHasItsName() {
        Greenlet<String> unnamed = spawn(() -> Thread.currentThread().getName());
        Greenlet<String> named = new Greenlet<>(() -> Thread.currentThread().getName());
        named.setName("named");
        named.start();

        assertEquals(unnamed.name(), unnamed.get());
        assertEquals("named", named.get());
    }

    @Test
    void itsNameIsThatOfItsThread() {
        Greenlet<String> g = new Greenlet<>(() -> Thread.currentThread().getName());
        g.setName("worker");
        g.start();

        assertEquals("worker", g.get());
        assertEquals("worker", g.name());
    }

    @Test
    void itMayBeNamedWhileItRuns() {
        Greenlet<String> g = spawn(() -> Thread.currentThread().getName());
        g.setName("worker");

        assertEquals("worker", g.get());
    }

    @Test
    void itsTextShowsItsName() {
        Greenlet<Void> g = spawn(() -> { });
        g.setName("worker");
        g.join();

        assertTrue(g.toString().startsWith("<Greenlet \"worker\" at 0x"), g::toString);
    }

    @Test
    void twoOfTheSameNameAreToldApart() {
        Greenlet<Void> a = new Greenlet<>(() -> null);
        Greenlet<Void> b = new Greenlet<>(() -> null);

        assertNotEquals(a.toString(), b.toString());
    }

    @Test
    void itKnowsWhoSpawnedIt() {
        Greenlet<Greenlet<Void>> parent = spawn(() -> {
            Greenlet<Void> child = spawn(() -> { });
            assertSame(Gevent.getcurrent(), child.spawningGreenlet());
            return child;
        });

        parent.get().join();
    }

    @Test
    void spawnedByMainItHasNoSpawningGreenlet() {
        Greenlet<Void> g = spawn(() -> { });

        assertNull(g.spawningGreenlet());
        g.join();
    }

    @Test
    void itsStackTraceIsWhereItWaits() {
        Greenlet<Void> g = spawn(this::waitInHere);
        assertEquals(0, new Greenlet<>(() -> null).stackTrace().length);
        sleep();

        assertTrue(Arrays.stream(g.stackTrace()).anyMatch(f -> f.getMethodName().equals("waitInHere")));
        g.kill();
        assertEquals(0, g.stackTrace().length);
    }

    private void waitInHere() {
        sleep(HOUR);
    }

    @Test
    void thatOfTheMainIsNotWaitedFor() {
        assertThrows(IllegalStateException.class, () -> getcurrent().join());

        Greenlet<?> main = getcurrent();
        Greenlet<?> waiter = spawn(() -> main.join());
        waiter.join();
        assertInstanceOf(IllegalStateException.class, waiter.exception());
    }

    // ---- spawn callbacks

    @Test
    void aSpawnCallbackIsCalledWithEachGreenletThatIsStarted() {
        List<Greenlet<?>> started = new ArrayList<>();
        Consumer<Greenlet<?>> callback = started::add;
        Greenlet.addSpawnCallback(callback);
        Greenlet<?> first = spawn(() -> 1);
        Greenlet<?> later = Gevent.spawnLater(Duration.ZERO, () -> 2);
        first.start();
        Greenlet.removeSpawnCallback(callback);
        Greenlet<?> last = spawn(() -> 3);
        Gevent.joinall(first, later, last);

        assertEquals(List.of(first, later), started);
    }

    @Test
    void whatASpawnCallbackThrowsKeepsTheGreenletFromStarting() {
        Consumer<Greenlet<?>> refusing = _ -> {
            throw new IllegalStateException();
        };
        Greenlet<Integer> greenlet = new Greenlet<>(() -> 42);
        Greenlet.addSpawnCallback(refusing);
        assertThrows(IllegalStateException.class, greenlet::start);
        Greenlet.removeSpawnCallback(refusing);
        assertFalse(greenlet.isStarted());
        greenlet.start();

        assertEquals(42, greenlet.get());
    }
}
