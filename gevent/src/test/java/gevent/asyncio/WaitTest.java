package gevent.asyncio;

import static gevent.asyncio.ReturnWhen.ALL_COMPLETED;
import static gevent.asyncio.ReturnWhen.FIRST_COMPLETED;
import static gevent.asyncio.ReturnWhen.FIRST_EXCEPTION;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Timeout;
import gevent.hub.FreshHub;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Waiting: for several, for enough of them, for each, and for one but not for ever. */
@ExtendWith(FreshHub.class)
class WaitTest {
    private final VirtualTime time = VirtualTime.onNewHub();
    private final EventLoop loop = Asyncio.getEventLoop();
    private final Task<Integer> one = loop.createTask(() -> Asyncio.sleep(1, 1));
    private final Task<Integer> three = loop.createTask(() -> Asyncio.sleep(3, 3));
    private final IllegalStateException failure = new IllegalStateException();
    private final Task<Integer> failing = loop.createTask(() -> {
        Asyncio.sleep(2);
        throw failure;
    });
    private final List<Task<Integer>> all = List.of(three, failing, one);

    /** None of them is left behind. */
    private void finish() {
        loop.runUntilComplete(() -> Asyncio.wait(all));
        failing.exception();
    }

    private Waited<Integer> waitFor(Duration timeout, ReturnWhen when) {
        return loop.runUntilComplete(() -> Asyncio.wait(all, timeout, when));
    }

    // ---- several

    @Test
    void itWaitsForAllAndThrowsNothing() {
        Waited<Integer> waited = loop.runUntilComplete(() -> Asyncio.wait(all));

        assertEquals(List.of(one, failing, three), List.copyOf(waited.done()));
        assertEquals(Set.of(), waited.pending());
        assertEquals(Duration.ofSeconds(3), time.passed());
        finish();
    }

    @Test
    void itWaitsForTheFirst() {
        Waited<Integer> waited = waitFor(null, FIRST_COMPLETED);

        assertEquals(Set.of(one), waited.done());
        assertEquals(List.of(three, failing), List.copyOf(waited.pending()));
        assertEquals(Duration.ofSeconds(1), time.passed());
        finish();
    }

    @Test
    void itWaitsForTheFirstFailure() {
        Waited<Integer> waited = waitFor(null, FIRST_EXCEPTION);

        assertEquals(List.of(one, failing), List.copyOf(waited.done()));
        assertEquals(Set.of(three), waited.pending());
        finish();
    }

    @Test
    void aCancelIsNoFailure() {
        failing.cancel();

        assertEquals(Set.of(), waitFor(null, FIRST_EXCEPTION).pending());
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void itWaitsUntilTheTimeIsUp() {
        Waited<Integer> waited = waitFor(Duration.ofMillis(1500), ALL_COMPLETED);

        assertEquals(Set.of(one), waited.done());
        assertEquals(Set.of(three, failing), waited.pending());
        assertEquals(Duration.ofMillis(1500), time.passed());
        finish();
    }

    @Test
    void whatHasEndedAtTheSameTimeIsThereToo() {
        Future<Integer> a = loop.createFuture();
        Future<Integer> b = loop.createFuture();
        loop.callSoon(() -> {
            a.setResult(1);
            b.setResult(2);
        });

        assertEquals(Set.of(a, b), loop.runUntilComplete(() -> Asyncio.wait(List.of(a, b), FIRST_COMPLETED)).done());
        finish();
    }

    @Test
    void ofCodeItMakesTasks() {
        Waited<Integer> waited = loop.runUntilComplete(() -> Asyncio.wait(
                List.<Awaitable<Integer>>of(() -> Asyncio.sleep(2, 2), () -> Asyncio.sleep(1, 1))));

        assertEquals(List.of(1, 2), waited.done().stream().map(Future::result).toList());
        finish();
    }

    @Test
    void aCancelOfWhoWaitsLeavesThemAlone() {
        Task<Waited<Integer>> waiter = loop.createTask(() -> Asyncio.wait(all));
        loop.callLater(0.5, waiter::cancel);

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(waiter));
        finish();
        assertEquals(3, three.result());
    }

    @Test
    void forNoneAtAllItDoesNotWait() {
        loop.runUntilComplete(() -> assertThrows(IllegalArgumentException.class, () -> Asyncio.wait(List.of())));
        finish();
    }

    @Test
    void withoutALoopThatRunsNothingWaits() {
        assertThrows(IllegalStateException.class, () -> Asyncio.wait(all));
        assertThrows(IllegalStateException.class, () -> Asyncio.asCompleted(all));
        assertThrows(IllegalStateException.class, () -> Asyncio.waitFor(one, 1));
        finish();
    }

    // ---- each

    @Test
    void eachComesWhenItHasEnded() {
        List<Future<Integer>> seen = new ArrayList<>();
        loop.runUntilComplete(() -> {
            for (Future<Integer> future : Asyncio.asCompleted(all)) {
                seen.add(future);
                assertEquals(seen.size(), time.passed().toSeconds());
            }
        });

        assertEquals(List.of(one, failing, three), seen);
        finish();
    }

    @Test
    void eachComesOrTheTimeIsUp() {
        List<Future<Integer>> seen = new ArrayList<>();
        assertThrows(Timeout.class, () -> loop.runUntilComplete(() ->
                Asyncio.asCompleted(all, Duration.ofMillis(2500)).forEachRemaining(seen::add)));

        assertEquals(List.of(one, failing), seen);
        finish();
    }

    @Test
    void whoLeavesEarlyLeavesNoLink() {
        loop.runUntilComplete(() -> {
            try (AsCompleted<Integer> each = Asyncio.asCompleted(all)) {
                assertSame(one, each.next());
            }
        });

        assertEquals(0, three.linkCount());
        finish();
    }

    @Test
    void afterAllThereIsNoMore() {
        loop.runUntilComplete(() -> {
            try (AsCompleted<Integer> each = Asyncio.asCompleted(List.of(one))) {
                each.next();
                assertFalse(each.hasNext());
                assertThrows(NoSuchElementException.class, each::next);
            }
        });
        finish();
    }

    // ---- one

    @Test
    void whatIsInTimeIsReturned() {
        assertEquals(1, loop.runUntilComplete(() -> Asyncio.waitFor(one, 2)));
        assertEquals(3, loop.runUntilComplete(() -> Asyncio.waitFor(three, null)));
        finish();
    }

    @Test
    void whatIsTooLateIsCancelled() {
        Timeout timeout = assertThrows(Timeout.class, () -> loop.runUntilComplete(() -> Asyncio.waitFor(three, 1.5)));

        assertEquals(Duration.ofMillis(1500), timeout.duration());
        assertTrue(three.cancelled());
        finish();
    }

    @Test
    void itsEndIsWaitedFor() {
        Task<Integer> slow = loop.createTask(() -> {
            try {
                return Asyncio.sleep(9, 9);
            } finally {
                Asyncio.sleep(1);
            }
        });

        assertThrows(Timeout.class, () -> loop.runUntilComplete(() -> Asyncio.waitFor(slow, 4)));
        assertTrue(slow.cancelled());
        assertEquals(Duration.ofSeconds(5), time.passed());
        finish();
    }

    @Test
    void whatRefusesTheCancelGivesItsResult() {
        Task<String> refusing = loop.createTask(() -> {
            try {
                Asyncio.sleep(9);
            } catch (CancelledError e) {
                return "all the same";
            }
            return "never";
        });

        assertEquals("all the same", loop.runUntilComplete(() -> Asyncio.waitFor(refusing, 1)));
        finish();
    }

    @Test
    void withoutTimeCodeDoesNotBegin() {
        List<String> seen = new ArrayList<>();
        Coroutine<Void> code = Coroutine.of(() -> {
            seen.add("begun");
        });

        assertThrows(Timeout.class, () -> loop.runUntilComplete(() -> Asyncio.waitFor(code, 0)));
        assertEquals(List.of(), seen);
        finish();
        assertEquals(1, loop.runUntilComplete(() -> Asyncio.waitFor(one, 0)));
    }

    @Test
    void aCancelOfWhoWaitsForOneCancelsThat() {
        Task<Integer> waiter = loop.createTask(() -> Asyncio.waitFor(three, 9));
        loop.callLater(0.5, waiter::cancel);

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(waiter));
        assertTrue(three.cancelled());
        finish();
    }

    // ---- shielded

    @Test
    void whatIsShieldedIsNotCancelledWithWhoWaits() {
        Task<Integer> waiter = loop.createTask(() -> Asyncio.shield(three).await());
        loop.callLater(0.5, waiter::cancel);

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(waiter));
        assertEquals(3, loop.runUntilComplete(three));
        finish();
    }

    @Test
    void aShieldEndsAsWhatIsBehindIt() {
        assertEquals(1, loop.runUntilComplete(Asyncio.shield(one)));
        assertSame(failure, assertThrows(IllegalStateException.class,
                () -> loop.runUntilComplete(Asyncio.shield(failing))));
        Future<Integer> shield = Asyncio.shield(three);
        three.cancel();
        assertThrows(CancelledError.class, () -> loop.runUntilComplete(shield));
        assertTrue(shield.cancelled());
    }
}
