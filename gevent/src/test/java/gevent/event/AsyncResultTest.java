package gevent.event;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A result: delivered once, waited for by many. */
@ExtendWith(FreshHub.class)
class AsyncResultTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final AsyncResult<String> result = new AsyncResult<>();

    // ---- wherever the parties are

    @ParameterizedTest
    @EnumSource
    void whoWaitsGetsTheValue(Setting setting) throws Exception {
        List<Callable<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiting.add(setting.start(result::get));
        }
        until(() -> result.linkCount() == 3);
        result.set("answer");

        for (Callable<String> each : waiting) {
            assertEquals("answer", each.call());
        }
    }

    @ParameterizedTest
    @EnumSource
    void mainGetsWhatIsSetElsewhere(Setting setting) throws Exception {
        Callable<Integer> setter = setting.start(() -> {
            until(() -> result.linkCount() == 1);
            result.set("answer");
            return 7;
        });
        try (var _ = Hub.get().async()) {
            assertEquals("answer", result.get());
        }
        assertEquals(7, setter.call());
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsGetsTheException(Setting setting) throws Exception {
        IllegalStateException failure = new IllegalStateException("no answer");
        Callable<Throwable> waiting = setting.start(() -> assertThrows(IllegalStateException.class, result::get));
        until(() -> result.linkCount() == 1);
        result.setException(failure);

        assertSame(failure, waiting.call());
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsTooLongGetsATimeout(Setting setting) throws Exception {
        Timeout timeout = setting.start(() -> assertThrows(Timeout.class, () -> result.get(SHORT))).call();

        assertEquals(SHORT, timeout.duration());
        assertEquals(0, result.linkCount());
    }

    @ParameterizedTest
    @EnumSource
    void awaitReturnsNullWhenTheTimeIsUp(Setting setting) throws Exception {
        assertNull(setting.start(() -> result.await(SHORT)).call());
    }

    // ---- what it holds

    @Test
    void aNewOneHoldsNothing() {
        assertFalse(result.isReady());
        assertFalse(result.isSuccessful());
        assertNull(result.value());
        assertNull(result.exception());
    }

    @Test
    void aValueMakesItSuccessful() {
        result.set("answer");

        assertTrue(result.isReady());
        assertTrue(result.isSuccessful());
        assertEquals("answer", result.value());
        assertNull(result.exception());
    }

    @Test
    void anExceptionMakesItReadyOnly() {
        Exception failure = new Exception();
        result.setException(failure);

        assertTrue(result.isReady());
        assertFalse(result.isSuccessful());
        assertNull(result.value());
        assertSame(failure, result.exception());
    }

    @Test
    void nullIsAValue() {
        Greenlet<String> waiting = spawn(() -> result.get());
        sleep();
        result.set(null);

        assertNull(waiting.get());
        assertTrue(result.isSuccessful());
    }

    @Test
    void noExceptionIsNoException() {
        assertThrows(NullPointerException.class, () -> result.setException(null));
        assertFalse(result.isReady());
    }

    @Test
    void settingItAgainReplacesWhatItHeld() {
        result.setException(new Exception());
        result.set("better");

        assertEquals("better", result.get());
        assertNull(result.exception());
    }

    @Test
    void aCheckedExceptionIsACause() {
        IOException failure = new IOException();
        result.setException(failure);

        assertSame(failure, assertThrows(CompletionException.class, result::get).getCause());
    }

    @Test
    void anErrorIsThrownAsItIs() {
        Error failure = new AssertionError("of a result");
        result.setException(failure);

        assertSame(failure, assertThrows(AssertionError.class, result::get));
    }

    @Test
    void getNowaitDoesNotWait() {
        assertEquals(Duration.ZERO, assertThrows(Timeout.class, result::getNowait).duration());
        result.set("answer");
        assertEquals("answer", result.getNowait());
    }

    @Test
    void awaitReturnsTheValue() {
        spawn(() -> result.set("answer"));

        assertEquals("answer", result.await());
    }

    @Test
    void awaitReturnsTheValueThatArrivesInTime() {
        spawn(() -> result.set("answer"));

        assertEquals("answer", result.await(Duration.ofMinutes(1)));
        assertEquals("answer", result.await(60));
        assertEquals("answer", result.await(new Timeout(Duration.ofMinutes(1))));
    }

    @Test
    void awaitReturnsNullForAnException() {
        spawn(() -> result.setException(new Exception()));

        assertNull(result.await());
    }

    @Test
    void theTimeThatOneWaitsIsTheTimeThatOneSaid() {
        VirtualTime time = VirtualTime.onNewHub();

        assertThrows(Timeout.class, () -> result.get(Duration.ofHours(1)));
        assertEquals(Duration.ofHours(1), time.passed());
    }

    @Test
    void aResultThatNobodyDeliversEndsMainsWait() {
        Hub.get();
        AsyncResult<String> ownHubs = new AsyncResult<>();

        assertThrows(LoopExit.class, ownHubs::get);
    }

    @Test
    void whoIsKilledWaitsNoMore() {
        Greenlet<String> killed = spawn(() -> result.get());
        sleep();
        killed.kill();

        assertEquals(0, result.linkCount());
    }

    // ---- as a link

    @Test
    void itTakesTheValueOfAGreenlet() {
        spawn(() -> "of a greenlet").link(result);

        assertEquals("of a greenlet", result.get());
    }

    @Test
    void itTakesTheExceptionOfAGreenlet() {
        Reported.here();
        IllegalStateException failure = new IllegalStateException();
        Greenlet<String> failing = spawn(() -> {
            throw failure;
        });
        failing.link(result);

        assertSame(failure, assertThrows(IllegalStateException.class, result::get));
    }

    @Test
    void oneResultIsHandedToAnother() {
        AsyncResult<String> copy = new AsyncResult<>();
        result.rawlink(_ -> copy.set(result.value()));
        spawn(() -> result.set("answer"));

        assertEquals("answer", copy.get());
    }

    // ---- futures

    @Test
    void itHoldsWhatAStageEndsWith() {
        assertEquals("staged", AsyncResult.of(CompletableFuture.completedStage("staged")).get());
    }

    @Test
    void aStageThatIsUnderWayElsewhereIsWaitedFor() throws Exception {
        Hub hub = Hub.get();
        CompletableFuture<String> stage = new CompletableFuture<>();
        AsyncResult<String> staged = AsyncResult.of(stage);
        OtherThread other = OtherThread.start(() -> {
            until(() -> staged.linkCount() == 1);
            return stage.complete("staged");
        });

        assertEquals("staged", staged.get());
        other.result();
        assertTrue(hub.join(Duration.ofMinutes(1)), "the hub has nothing under way any more");
    }

    @Test
    void itHoldsTheCauseOfAStagesFailure() {
        IOException failure = new IOException();
        CompletableFuture<String> stage = new CompletableFuture<>();
        AsyncResult<String> staged = AsyncResult.of(stage.thenApply(String::trim));
        stage.completeExceptionally(failure);

        assertSame(failure, staged.exception());
    }

    @Test
    void aFutureOfItEndsWithItsValue() throws Exception {
        CompletableFuture<String> future = result.toCompletableFuture();
        result.set("answer");
        sleep();

        assertEquals("answer", future.resultNow());
    }

    @Test
    void aFutureOfOneThatIsSetHasEnded() {
        result.set("answer");

        assertEquals("answer", result.toCompletableFuture().resultNow());
    }

    @Test
    void aFutureOfItFailsWithItsException() {
        Exception failure = new Exception();
        CompletableFuture<String> future = result.toCompletableFuture();
        result.setException(failure);
        sleep();

        assertSame(failure, future.exceptionNow());
    }

    @Test
    void aValueAndAFailureThatAnotherThreadSetsInTurnsAreNotMixed() throws Exception {
        IllegalStateException failure = new IllegalStateException();
        result.set("answer");
        OtherThread setter = OtherThread.start(() -> {
            for (int i = 0; i < 200_000; i++) {
                result.setException(failure);
                result.set("answer");
            }
            return null;
        });
        while (setter.thread().isAlive()) {
            try {
                assertEquals("answer", result.getNowait());
            } catch (IllegalStateException e) {
                assertSame(failure, e);
            }
        }
        setter.result();
    }

    @Test
    void itTellsWhatItHolds() {
        assertEquals("<AsyncResult 0 waiting>", result.toString());
        result.set("answer");
        assertEquals("<AsyncResult value=answer>", result.toString());
        result.setException(new Exception("none"));
        assertEquals("<AsyncResult exception=java.lang.Exception: none>", result.toString());
    }
}
