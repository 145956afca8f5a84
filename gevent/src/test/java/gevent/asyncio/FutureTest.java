package gevent.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action1;
import gevent.Gevent;
import gevent.hub.FreshHub;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A future: set once, awaited and called back, and its like of the JDK's. */
@ExtendWith(FreshHub.class)
class FutureTest {
    private final List<String> seen = new ArrayList<>();
    private final VirtualTime time = VirtualTime.onNewHub();
    private final EventLoop loop = Asyncio.getEventLoop();
    private final Future<String> future = new Future<>();

    private void turn() {
        loop.runUntilComplete(() -> Asyncio.sleep(1));
    }

    // ---- setting it

    @Test
    void whatOneTaskSetsAnotherGets() {
        loop.createTask(() -> {
            Asyncio.sleep(1);
            future.setResult("data");
        });

        assertEquals("data", loop.runUntilComplete(future::await));
        assertEquals(Duration.ofSeconds(1), time.passed());
    }

    @Test
    void itIsSetOnce() {
        future.setResult("data");

        assertEquals("FINISHED: <Future finished result='data'>",
                assertThrows(InvalidStateError.class, () -> future.setResult("more")).getMessage());
        assertThrows(InvalidStateError.class, () -> future.setException(new IOException()));
        assertFalse(future.cancel());
        assertEquals("data", future.result());
    }

    @Test
    void whileItIsPendingThereIsNoResult() {
        assertEquals("Result is not set.", assertThrows(InvalidStateError.class, future::result).getMessage());
        assertEquals("Exception is not set.", assertThrows(InvalidStateError.class, future::exception).getMessage());
        assertFalse(future.done());
    }

    @Test
    void aFailureIsThrownByItsResult() {
        IOException failure = new IOException();
        future.setException(failure);

        assertSame(failure, assertThrows(CompletionException.class, future::result).getCause());
        assertSame(failure, future.exception());
        assertTrue(future.done());
        assertFalse(future.cancelled());
    }

    @Test
    void cancelledItThrowsThat() {
        assertTrue(future.cancel("no need"));

        assertTrue(future.done() && future.cancelled());
        assertEquals("no need", assertThrows(CancelledError.class, future::result).getMessage());
        assertThrows(CancelledError.class, future::exception);
        assertThrows(InvalidStateError.class, () -> future.setResult("data"));
    }

    @Test
    void nullIsAResult() {
        future.setResult(null);

        assertNull(loop.runUntilComplete(future));
        assertNull(future.exception());
    }

    @Test
    void itTellsItsState() {
        assertEquals("<Future pending>", future.toString());
        future.setResult("data");
        assertEquals("<Future finished result='data'>", future.toString());
        Future<Integer> number = loop.createFuture();
        number.setResult(1);
        assertEquals("<Future finished result=1>", number.toString());
        Future<Integer> cancelled = loop.createFuture();
        cancelled.cancel();
        assertEquals("<Future cancelled>", cancelled.toString());
        Future<Integer> failed = loop.createFuture();
        failed.setException(new IOException("no disk"));
        assertEquals("<Future finished exception=java.io.IOException: no disk>", failed.toString());
        failed.exception();
    }

    @Test
    void anyGreenletMayAwaitIt() {
        var greenlet = Gevent.spawn(future::await);
        Gevent.spawnLater(1, () -> future.setResult("data"));

        assertEquals("data", greenlet.get());
    }

    @Test
    void anotherThreadMaySetIt() throws Exception {
        Future<String> elsewhere = OtherThread.run(() -> Asyncio.getEventLoop().createFuture());
        Task<String> waiter = loop.createTask(elsewhere::await);
        OtherThread other = OtherThread.start(() -> {
            while (elsewhere.linkCount() == 0) {
                Thread.onSpinWait();
            }
            elsewhere.setResult("data");
            return null;
        });

        assertEquals("data", loop.runUntilComplete(waiter));
        other.result();
    }

    // ---- callbacks

    @Test
    void callbacksAreGivenItInTheirOrder() {
        future.addDoneCallback(f -> seen.add("a " + f.result()));
        future.addDoneCallback(f -> seen.add("b " + f.result()));
        future.setResult("data");
        assertEquals(List.of(), seen);
        turn();

        assertEquals(List.of("a data", "b data"), seen);
    }

    @Test
    void itIsTheTaskThatACallbackIsGiven() {
        Task<String> task = loop.createTask(() -> "data");
        task.addDoneCallback(f -> seen.add(f == task ? "the same" : "another"));
        loop.runUntilComplete(task);

        assertEquals(List.of("the same"), seen);
    }

    @Test
    void aCallbackThatComesLateIsCalledSoon() {
        future.setResult("data");
        future.addDoneCallback(_ -> seen.add("called"));
        assertEquals(List.of(), seen);
        turn();

        assertEquals(List.of("called"), seen);
    }

    @Test
    void callbacksAreCalledOfACancelToo() {
        future.addDoneCallback(f -> seen.add("cancelled " + f.cancelled()));
        future.cancel();
        turn();

        assertEquals(List.of("cancelled true"), seen);
    }

    @Test
    void whatIsTakenBackIsNotCalled() {
        Action1<Future<String>> twice = _ -> seen.add("removed");
        future.addDoneCallback(twice);
        future.addDoneCallback(_ -> seen.add("left"));
        future.addDoneCallback(twice);

        assertEquals(2, future.removeDoneCallback(twice));
        assertEquals(0, future.removeDoneCallback(twice));
        assertEquals(1, future.linkCount());
        future.setResult("data");
        turn();
        assertEquals(List.of("left"), seen);
    }

    @Test
    void whatACallbackThrowsIsReportedAndTheOthersAreCalled() {
        Reported reported = Reported.here();
        IOException failure = new IOException();
        future.addDoneCallback(_ -> {
            throw failure;
        });
        future.addDoneCallback(_ -> seen.add("called"));
        future.setResult("data");
        turn();

        assertEquals(List.of("called"), seen);
        assertEquals(List.of(failure), reported.errors());
    }

    // ---- the JDK's futures

    @Test
    void aStageOfTheJdkCanBeAwaited() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        loop.callLater(1, () -> stage.complete("data"));

        assertEquals("data", loop.runUntilComplete(Future.of(stage)));
    }

    @Test
    void aStageThatAnotherThreadEndsKeepsTheLoopWaiting() throws Exception {
        CompletableFuture<String> stage = new CompletableFuture<>();
        Future<String> wrapped = Future.of(stage);
        OtherThread other = OtherThread.start(() -> {
            while (!loop.isRunning()) {
                Thread.onSpinWait();
            }
            return stage.complete("data");
        });

        assertEquals("data", loop.runUntilComplete(wrapped));
        other.result();
    }

    @Test
    void theFailureOfAStageIsThatOfTheFuture() {
        IOException failure = new IOException();
        Future<String> failed = Future.of(CompletableFuture.failedStage(failure));

        assertThrows(CompletionException.class, () -> loop.runUntilComplete(failed));
        assertSame(failure, failed.exception());
    }

    @Test
    void aCancelGoesFromTheFutureToTheStageAndBack() {
        CompletableFuture<String> one = new CompletableFuture<>();
        Future.of(one).cancel();
        CompletableFuture<String> other = new CompletableFuture<>();
        Future<String> wrapped = Future.of(other);
        other.cancel(false);

        assertTrue(one.isCancelled());
        assertTrue(wrapped.cancelled());
    }

    @Test
    void aThreadMayWaitForItAsForOneOfTheJdks() throws Exception {
        CompletableFuture<String> ofTheJdk = future.toCompletableFuture();
        OtherThread other = OtherThread.start(ofTheJdk::get);
        loop.callLater(1, () -> future.setResult("data"));
        turn();
        turn();

        assertEquals("data", other.result());
    }

    @Test
    void theOneOfTheJdksEndsInTheSameWay() {
        IOException failure = new IOException();
        Future<String> failing = loop.createFuture();
        CompletableFuture<String> failed = failing.toCompletableFuture();
        CompletableFuture<String> cancelled = future.toCompletableFuture();
        failing.setException(failure);
        future.cancel();
        turn();

        assertSame(failure, assertThrows(ExecutionException.class, failed::get).getCause());
        assertTrue(cancelled.isCancelled());
        assertThrows(CancellationException.class, cancelled::join);
    }

    @Test
    void cancellingTheOneOfTheJdksCancelsIt() {
        future.toCompletableFuture().cancel(true);

        assertTrue(future.cancelled());
    }
}
