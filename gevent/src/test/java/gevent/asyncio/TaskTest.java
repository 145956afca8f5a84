package gevent.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Timeout;
import gevent.Waitable;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A task: its states, what is printed of it, and its cancel. */
@ExtendWith(FreshHub.class)
class TaskTest {
    private final List<String> seen = new ArrayList<>();
    private final VirtualTime time = VirtualTime.onNewHub();
    private final EventLoop loop = Asyncio.getEventLoop();
    private final Reported reported = Reported.here();

    private Coroutine<String> doSomeWork(int seconds) {
        return Coroutine.of(() -> {
            try {
                Asyncio.sleep(seconds);
                seen.add("done");
                return "Done after " + seconds + "s";
            } finally {
                seen.add("left");
            }
        });
    }

    /** Turns as often as it takes for what is ready, and what that makes ready, to run. */
    private void turn() {
        for (int i = 0; i < 10; i++) {
            loop.stop();
            loop.runForever();
        }
    }

    // ---- its states

    @Test
    void itIsPendingThenFinished() {
        Task<String> task = loop.createTask(doSomeWork(2));
        assertFalse(task.done());
        assertThrows(InvalidStateError.class, task::result);
        assertThrows(InvalidStateError.class, task::exception);
        turn();
        assertFalse(task.done());
        loop.runUntilComplete(task);

        assertTrue(task.done());
        assertFalse(task.cancelled());
        assertEquals("Done after 2s", task.result());
        assertNull(task.exception());
    }

    @Test
    void itIsAFutureAndAWaitable() {
        Object task = loop.createTask(() -> 1);

        assertInstanceOf(Future.class, task);
        assertInstanceOf(Waitable.class, task);
        turn();
    }

    @Test
    void itKeepsWhatItsCodeThrows() {
        IOException failure = new IOException();
        Task<?> task = loop.createTask(() -> {
            throw failure;
        });
        turn();

        assertSame(failure, task.exception());
        assertTrue(task.done());
        assertFalse(task.cancelled());
        assertEquals(List.of(), reported.errors());
    }

    @Test
    void tasksBeginInTheirOrderAndWhenTheirMakerWaits() {
        loop.runUntilComplete(() -> {
            Asyncio.createTask(() -> seen.add("a"));
            Asyncio.createTask(() -> seen.add("b"));
            seen.add("maker");
            Asyncio.sleep(1);
        });

        assertEquals(List.of("maker", "a", "b"), seen);
    }

    @Test
    void itsResultIsSetByItsCodeOnly() {
        Task<Integer> task = loop.createTask(() -> 1);

        assertThrows(UnsupportedOperationException.class, () -> task.setResult(2));
        assertThrows(UnsupportedOperationException.class, () -> task.setException(new IOException()));
        assertEquals(1, loop.runUntilComplete(task));
    }

    @Test
    void aFutureIsNoCodeForOne() {
        Future<Void> future = loop.createFuture();

        assertThrows(IllegalArgumentException.class, () -> loop.createTask(future));
    }

    @Test
    void codeKnowsItsTask() {
        assertNull(Asyncio.currentTask());
        Task<Boolean> task = loop.createTask(() -> Asyncio.currentTask() == Asyncio.allTasks().getFirst());

        assertTrue(loop.runUntilComplete(task));
    }

    @Test
    void allThatHaveNotEndedAreKnown() {
        Task<String> one = loop.createTask(doSomeWork(1));
        Task<String> three = loop.createTask(doSomeWork(3));
        Task<List<Task<?>>> asked = loop.createTask(() -> {
            Asyncio.sleep(2);
            return Asyncio.allTasks();
        });

        assertEquals(List.of(three, asked), loop.runUntilComplete(asked));
        loop.runUntilComplete(three);
        assertTrue(one.done());
    }

    // ---- what is printed of it

    private static int line() {
        return StackWalker.getInstance().walk(frames -> frames.skip(1).findFirst().orElseThrow().getLineNumber());
    }

    @Test
    void itTellsItsStateItsNameItsCodeAndItsResult() {
        Task<String> task = loop.createTask(Coroutine.of(() -> {
            Asyncio.sleep(1); seen.add("line " + line());
            return "result";
        }), "named");
        int made = line() - 4;
        String code = "itTellsItsStateItsNameItsCodeAndItsResult()";
        assertEquals("<Task pending name='named' coro=<" + code + " running at TaskTest.java:" + made + ">>",
                task.toString());
        turn();
        assertEquals("<Task pending name='named' coro=<" + code + " running at TaskTest.java:" + (made + 1) + ">>",
                task.toString());
        loop.runUntilComplete(task);
        assertEquals("<Task finished name='named' coro=<" + code + " done, defined at TaskTest.java:" + made
                + "> result='result'>", task.toString());
        assertEquals(List.of("line " + (made + 1)), seen);
    }

    @Test
    void itTellsOfItsFailure() {
        Task<?> task = loop.createTask(Coroutine.of("fail", () -> {
            throw new IOException("no disk");
        }));
        turn();

        assertTrue(task.toString().matches("<Task finished name='Task-\\d+' coro=<fail\\(\\) done, defined at"
                + " TaskTest.java:\\d+> exception=java.io.IOException: no disk>"), task::toString);
        task.exception();
    }

    @Test
    void itTellsOfItsCancel() {
        Task<String> task = loop.createTask(doSomeWork(1));
        turn();
        task.cancel();
        assertTrue(task.toString().startsWith("<Task cancelling name="), task::toString);
        turn();

        assertTrue(task.toString().matches("<Task cancelled name='Task-\\d+' coro=<doSomeWork\\(\\) done, defined at"
                + " TaskTest.java:\\d+>>"), task::toString);
    }

    @Test
    void itTellsWhatItAwaits() {
        Future<Void> future = loop.createFuture();
        Task<Void> inner = loop.createTask(future::await, "inner");
        Task<Void> outer = loop.createTask(() -> inner.await(), "outer");
        turn();

        assertTrue(inner.toString().endsWith("> wait_for=<Future pending>>"), inner::toString);
        assertTrue(outer.toString().endsWith("> wait_for=<Task pending name='inner'>>"), outer::toString);
        future.setResult(null);
        loop.runUntilComplete(outer);
    }

    @Test
    void itIsNumberedUnlessItIsNamed() {
        Task<Integer> task = loop.createTask(() -> 1);
        assertTrue(task.name().matches("Task-\\d+"), task::name);
        task.setName("other");

        assertEquals("other", task.name());
        turn();
    }

    @Test
    void itTellsWhereItStands() {
        Task<String> task = loop.createTask(doSomeWork(1));
        assertEquals(0, task.stackTrace().length);
        turn();
        assertTrue(Arrays.stream(task.stackTrace()).anyMatch(frame -> frame.getMethodName().contains("doSomeWork")));
        loop.runUntilComplete(task);
        assertEquals(0, task.stackTrace().length);
    }

    // ---- cancel

    @Test
    void aCancelIsThrownWhereItWaits() {
        Task<String> task = loop.createTask(doSomeWork(9));
        turn();
        assertTrue(task.cancel("enough"));
        assertFalse(task.cancelled());
        CancelledError error = assertThrows(CancelledError.class, () -> loop.runUntilComplete(task));

        assertEquals("enough", error.getMessage());
        assertTrue(task.cancelled());
        assertEquals(List.of("left"), seen);
        assertThrows(CancelledError.class, task::exception);
        assertEquals(Duration.ZERO, time.passed());
    }

    @Test
    void oneThatHasEndedIsNotCancelled() {
        Task<String> task = loop.createTask(doSomeWork(1));
        loop.runUntilComplete(task);

        assertFalse(task.cancel());
        assertEquals("Done after 1s", task.result());
    }

    @Test
    void oneThatHasNotBegunNeverRuns() {
        Task<String> task = loop.createTask(doSomeWork(1));
        assertTrue(task.cancel());
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(task));
        Task<String> scheduled = loop.runUntilComplete(() -> {
            Task<String> made = Asyncio.createTask(doSomeWork(1));
            made.cancel();
            return made;
        });
        turn();

        assertTrue(scheduled.cancelled());
        assertEquals(List.of(), seen);
    }

    @Test
    void itMayCatchTheCancelAndGoOn() {
        Task<String> task = loop.createTask(() -> {
            try {
                Asyncio.sleep(9);
            } catch (CancelledError e) {
                seen.add("caught");
            }
            Asyncio.sleep(1);
            return "went on";
        });
        turn();
        task.cancel();

        assertEquals("went on", loop.runUntilComplete(task));
        assertEquals(List.of("caught"), seen);
        assertFalse(task.cancelled());
    }

    @Test
    void itMayFailInstead() {
        IllegalStateException failure = new IllegalStateException();
        Task<Void> task = loop.createTask(() -> {
            try {
                Asyncio.sleep(9);
            } catch (CancelledError e) {
                throw failure;
            }
        });
        turn();
        task.cancel();

        assertSame(failure, assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(task)));
        assertFalse(task.cancelled());
    }

    @Test
    void itIsNoExceptionToACatchAll() {
        Task<Void> task = loop.createTask(() -> {
            try {
                Asyncio.sleep(9);
            } catch (Exception e) {
                seen.add("swallowed");
            }
        });
        turn();
        task.cancel();

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(task));
        assertEquals(List.of(), seen);
    }

    @Test
    void aSecondCancelBeforeTheFirstIsThrownIsTheSameOne() {
        Task<Void> task = loop.createTask(() -> {
            for (int i = 0; i < 2; i++) {
                try {
                    Asyncio.sleep(1);
                    seen.add("slept");
                } catch (CancelledError e) {
                    seen.add("caught " + e.getMessage());
                }
            }
        });
        turn();
        task.cancel("first");
        task.cancel("second");
        loop.runUntilComplete(task);

        assertEquals(List.of("caught first", "slept"), seen);
    }

    @Test
    void itCanBeCancelledAgain() {
        Task<Void> task = loop.createTask(() -> {
            for (int i = 0; i < 2; i++) {
                try {
                    Asyncio.sleep(1);
                } catch (CancelledError e) {
                    seen.add("caught");
                }
            }
        });
        for (int i = 0; i < 2; i++) {
            turn();
            task.cancel();
        }
        loop.runUntilComplete(task);

        assertEquals(List.of("caught", "caught"), seen);
    }

    @Test
    void aCancelThatIsTooLateToBeThrownCancelsAllTheSame() {
        Task<String> task = loop.createTask(() -> {
            Asyncio.currentTask().cancel("by itself");
            return "never seen";
        });

        assertEquals("by itself",
                assertThrows(CancelledError.class, () -> loop.runUntilComplete(task)).getMessage());
        assertTrue(task.cancelled());
    }

    @Test
    void aCancelOfWhatIsAboutToGoOnIsThrownAtItsNextWait() {
        Future<String> future = loop.createFuture();
        Task<String> task = loop.createTask(() -> {
            seen.add(future.await());
            Asyncio.sleep(1);
            return "never seen";
        });
        turn();
        future.setResult("data");
        task.cancel();

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(task));
        assertEquals(List.of("data"), seen);
    }

    // ---- what it awaits

    @Test
    void whatItAwaitsIsCancelledWithIt() {
        Task<String> inner = loop.createTask(doSomeWork(9));
        Task<String> outer = loop.createTask(() -> inner.await());
        turn();
        outer.cancel("both");

        assertEquals("both", assertThrows(CancelledError.class, () -> loop.runUntilComplete(outer)).getMessage());
        assertTrue(inner.cancelled() && outer.cancelled());
    }

    @Test
    void whatItAwaitsMayRefuseForBoth() {
        Task<String> inner = loop.createTask(() -> {
            try {
                Asyncio.sleep(9);
            } catch (CancelledError e) {
                seen.add("refused");
            }
            return "data";
        });
        Task<String> outer = loop.createTask(() -> inner.await());
        turn();
        outer.cancel();

        assertEquals("data", loop.runUntilComplete(outer));
        assertEquals(List.of("refused"), seen);
    }

    @Test
    void whoAwaitsWhatIsCancelledIsCancelledToo() {
        Task<String> inner = loop.createTask(doSomeWork(9));
        Task<String> outer = loop.createTask(() -> inner.await());
        turn();
        inner.cancel();

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(outer));
        assertTrue(outer.cancelled());
    }

    @Test
    void whoAwaitsWhatFailsFailsToo() {
        IllegalStateException failure = new IllegalStateException();
        Task<Void> inner = loop.createTask(() -> {
            throw failure;
        });
        Task<Void> outer = loop.createTask(() -> inner.await());

        assertSame(failure, assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(outer)));
    }

    @Test
    void itCannotAwaitItself() {
        Task<?>[] self = new Task<?>[1];
        self[0] = loop.createTask(() -> self[0].await());

        assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(self[0]));
    }

    @Test
    void manyMayAwaitTheSame() {
        Task<String> task = loop.createTask(doSomeWork(1));
        for (int i = 0; i < 3; i++) {
            int n = i;
            loop.createTask(() -> seen.add(n + task.await()));
        }
        loop.runUntilComplete(task);
        turn();

        assertEquals(List.of("done", "left", "0Done after 1s", "1Done after 1s", "2Done after 1s"), seen);
    }

    // ---- between gevent and asyncio

    @Test
    void aTimeoutOfGeventsEndsItsWait() {
        Task<String> task = loop.createTask(() -> {
            try (Timeout _ = Timeout.start(2)) {
                return doSomeWork(9).await();
            } catch (Timeout e) {
                return "too long";
            }
        });

        assertEquals("too long", loop.runUntilComplete(task));
        assertEquals(Duration.ofSeconds(2), time.passed());
    }

    @Test
    void aTimeoutOfGeventsCancelsWhatItAwaitsAndWaitsForItsEnd() {
        Task<Void> inner = loop.createTask(() -> {
            try {
                Asyncio.sleep(9);
            } finally {
                Asyncio.sleep(1);
            }
        });
        Task<Void> outer = loop.createTask(() -> {
            try (Timeout _ = Timeout.start(2)) {
                inner.await();
            } catch (Timeout e) {
                seen.add("too long, cancelled: " + inner.cancelled());
            }
        });
        loop.runUntilComplete(outer);

        assertEquals(List.of("too long, cancelled: true"), seen);
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void aGreenletThatIsKilledLeavesAloneWhatItAwaits() {
        Task<String> task = loop.createTask(doSomeWork(9));
        var greenlet = Gevent.spawn(() -> task.await());
        loop.callLater(1, () -> greenlet.kill());

        assertEquals("Done after 9s", loop.runUntilComplete(task));
    }

    @Test
    void aKillOfItsGreenletCancelsIt() {
        Task<Void> task = loop.createTask(() -> {
            Gevent.getcurrent().kill(new GreenletExit(), false, null);
            Asyncio.sleep(9);
        });

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(task));
        assertTrue(task.cancelled());
    }

    @Test
    void geventWaitsForItAsForAnything() {
        Task<String> one = loop.createTask(doSomeWork(1));
        Task<String> three = loop.createTask(doSomeWork(3));
        List<Task<String>> first = loop.runUntilComplete(() -> Gevent.await(List.of(three, one), null, 1));

        assertEquals(List.of(one), first);
        loop.runUntilComplete(three);
    }

    @Test
    void greenletsRunBesideIt() {
        Gevent.spawn(() -> {
            Gevent.sleep(1);
            seen.add("greenlet");
        });
        loop.runUntilComplete(doSomeWork(2));

        assertEquals(List.of("greenlet", "done", "left"), seen);
    }

    // ---- other threads

    @Test
    void anotherThreadMayCancelIt() throws Exception {
        Task<String> task = loop.createTask(doSomeWork(9));
        loop.createTask(() -> {
            OtherThread canceller = OtherThread.start(task::cancel);
            while (canceller.thread().isAlive()) {
                Thread.onSpinWait();
            }
        });

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(task));
        assertEquals(Duration.ZERO, time.passed());
    }

    @Test
    void anotherThreadMayAwaitIt() throws Exception {
        Task<String> task = loop.createTask(doSomeWork(1));
        OtherThread other = OtherThread.start(task::await);
        loop.runUntilComplete(task);

        assertEquals("Done after 1s", other.result());
    }
}
