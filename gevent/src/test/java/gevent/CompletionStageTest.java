package gevent;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Results that come from futures of the JDK, and futures that come from results and greenlets. */
@ExtendWith(FreshHub.class)
class CompletionStageTest {
    /** What makes a future, of something that ends as a body does. */
    private enum Source {
        GREENLET(body -> spawn(body).toCompletableFuture()),
        RESULT(body -> {
            AsyncResult<Integer> result = new AsyncResult<>();
            spawn(body).link(result);
            return result.toCompletableFuture();
        });

        private final Function<Callable<Integer>, CompletableFuture<Integer>> maker;

        Source(Function<Callable<Integer>, CompletableFuture<Integer>> maker) {
            this.maker = maker;
        }

        CompletableFuture<Integer> future(Callable<Integer> body) {
            return maker.apply(body);
        }
    }

    private static void awaitEnd(CompletableFuture<?> future) {
        until(future::isDone);
    }

    // ---- from a stage

    @ParameterizedTest
    @EnumSource
    void theValueOfAStageArrives(Setting setting) throws Exception {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        AsyncResult<Integer> result = AsyncResult.of(stage);
        Callable<Boolean> party = setting.start(() -> stage.complete(42));

        assertEquals(42, result.get());
        assertTrue(party.call());
    }

    @Test
    void theValueOfACompletedStageIsThere() {
        assertEquals(42, AsyncResult.of(CompletableFuture.completedStage(42)).getNowait());
    }

    @Test
    void whileAStageIsPendingTheHubDoesNotGiveUp() throws Exception {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        AsyncResult<Integer> result = AsyncResult.of(stage);
        Thread main = Thread.currentThread();
        OtherThread other = OtherThread.start(() -> {
            until(() -> result.linkCount() == 1);
            assertTrue(main.isAlive());
            return stage.complete(42);
        });

        assertEquals(42, result.get());
        other.result();
        sleep();
        assertFalse(Hub.get().loop().runOnce());
    }

    @Test
    void anUncheckedFailureOfAStageIsThrownAsItIs() {
        IllegalStateException failure = new IllegalStateException();
        CompletableFuture<Integer> stage = CompletableFuture.failedFuture(failure);

        assertSame(failure, assertThrows(IllegalStateException.class, AsyncResult.of(stage)::get));
        assertSame(failure, AsyncResult.of(stage.thenApply(n -> n + 1)).exception());
    }

    @Test
    void aCheckedFailureOfAStageIsACause() {
        IOException failure = new IOException();
        CompletableFuture<Integer> stage = CompletableFuture.failedFuture(failure);

        assertSame(failure, assertThrows(CompletionException.class, AsyncResult.of(stage)::get).getCause());
    }

    @Test
    void aCancelledStageIsACancellation() {
        CompletableFuture<Integer> stage = new CompletableFuture<>();
        AsyncResult<Integer> result = AsyncResult.of(stage);
        AsyncResult<Integer> behind = AsyncResult.of(stage.thenApply(n -> n + 1));
        stage.cancel(true);

        assertThrows(CancellationException.class, result::get);
        assertThrows(CancellationException.class, behind::get);
        sleep();
    }

    @Test
    void whatAStageRunsInTheCommonPoolArrives() {
        assertEquals(42, AsyncResult.of(CompletableFuture.supplyAsync(() -> 42)).get());
        // Until the pool's thread has said that it is done.
        assertTrue(Gevent.await());
    }

    // ---- to a future

    @ParameterizedTest
    @EnumSource
    void aValueBecomesThatOfTheFuture(Source source) {
        CompletableFuture<Integer> future = source.future(() -> 42);
        awaitEnd(future);

        assertEquals(42, future.join());
    }

    @ParameterizedTest
    @EnumSource
    void whatHasEndedBecomesAFutureThatEndsSoon(Source source) {
        CompletableFuture<Integer> first = source.future(() -> 42);
        awaitEnd(first);
        Greenlet<Integer> done = spawn(() -> 42);
        done.join();
        CompletableFuture<Integer> late = done.toCompletableFuture();
        awaitEnd(late);

        assertEquals(first.join(), late.join());
    }

    @ParameterizedTest
    @EnumSource
    void anUncheckedFailureBecomesThatOfTheFuture(Source source) {
        Reported.here();
        IllegalStateException failure = new IllegalStateException();
        CompletableFuture<Integer> future = source.future(() -> {
            throw failure;
        });
        awaitEnd(future);

        assertSame(failure, assertThrows(ExecutionException.class, future::get).getCause());
    }

    @ParameterizedTest
    @EnumSource
    void aCheckedFailureBecomesThatOfTheFuture(Source source) {
        Reported.here();
        IOException failure = new IOException();
        CompletableFuture<Integer> future = source.future(() -> {
            throw failure;
        });
        awaitEnd(future);

        assertSame(failure, assertThrows(CompletionException.class, future::join).getCause());
    }

    @Test
    void aKilledGreenletIsACancelledFuture() {
        Greenlet<Void> killed = spawn(() -> sleep(100));
        CompletableFuture<Void> future = killed.toCompletableFuture();
        sleep();
        killed.kill();
        awaitEnd(future);

        assertTrue(future.isCancelled());
    }

    @Test
    void cancellingTheFutureLeavesTheGreenletAlone() {
        Event end = new Event();
        Greenlet<Boolean> greenlet = spawn(() -> end.await());
        CompletableFuture<Boolean> future = greenlet.toCompletableFuture();
        future.cancel(true);
        end.set();

        assertTrue(greenlet.get());
        sleep();
        assertTrue(future.isCancelled());
    }

    @ParameterizedTest
    @EnumSource
    void aStageMayWait(Source source) {
        CompletableFuture<Integer> future = source.future(() -> 42).thenApply(n -> {
            sleep(0.001);
            return spawn(() -> n + 1).get();
        });
        awaitEnd(future);

        assertEquals(43, future.join());
    }

    @Test
    void aStageMayWaitThoughACallbackSetsTheResult() {
        AsyncResult<Integer> result = new AsyncResult<>();
        CompletableFuture<Integer> future = result.toCompletableFuture().thenApply(n -> {
            sleep(0.001);
            return n + 1;
        });
        Hub.get().runCallback(() -> result.set(42));
        awaitEnd(future);

        assertEquals(43, future.join());
    }

    @ParameterizedTest
    @EnumSource
    void aStageRunsInAGreenlet(Source source) {
        CompletableFuture<Greenlet<?>> future = source.future(() -> 42).thenApply(_ -> getcurrent());
        awaitEnd(future);

        assertTrue(future.join().thread().isVirtual());
        assertSame(Hub.get(), future.join().hub());
    }

    @ParameterizedTest
    @EnumSource
    void anotherThreadMayWaitForTheFuture(Source source) throws Exception {
        CompletableFuture<Integer> future = source.future(() -> 42);
        OtherThread other = OtherThread.start(future::get);
        awaitEnd(future);

        assertEquals(42, other.result());
    }

    @Test
    void aResultThatAThreadWithoutAHubSetsEndsTheFutureThere() throws Exception {
        AsyncResult<Integer> result = new AsyncResult<>();
        CompletableFuture<Thread> future = result.toCompletableFuture().thenApply(_ -> Thread.currentThread());
        OtherThread setter = OtherThread.start(() -> {
            result.set(42);
            return null;
        });
        setter.result();

        assertSame(setter.thread(), future.join());
    }

    @Test
    void aResultThatMainSetsEndsTheFutureBeforeItsHubTurns() {
        Hub.get();
        AsyncResult<Integer> result = new AsyncResult<>();
        CompletableFuture<Integer> future = result.toCompletableFuture();
        result.set(42);

        assertEquals(42, future.getNow(null));
    }

    @Test
    void theFutureOfAResultEndsWithItsHub() {
        AsyncResult<Integer> result = new AsyncResult<>();
        CompletableFuture<Integer> future = result.toCompletableFuture();
        Hub hub = Hub.get();
        result.set(42);
        hub.close();

        assertEquals(42, future.getNow(null));
    }

    @Test
    void thereAndBackAgain() {
        AsyncResult<Integer> result = AsyncResult.of(spawn(() -> 42).toCompletableFuture().thenApply(n -> n + 1));

        assertEquals(43, result.get());
        assertNotNull(assertInstanceOf(AsyncResult.class, result).value());
    }
}
