package gevent.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.hub.FreshHub;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Gather: the results of several, in their order. */
@ExtendWith(FreshHub.class)
class GatherTest {
    private final List<String> seen = new ArrayList<>();
    private final VirtualTime time = VirtualTime.onNewHub();
    private final EventLoop loop = Asyncio.getEventLoop();

    private Coroutine<Integer> after(int seconds) {
        return Coroutine.of(() -> {
            seen.add("begin " + seconds);
            Asyncio.sleep(seconds);
            seen.add("end " + seconds);
            return seconds;
        });
    }

    private static Coroutine<Integer> failing(int seconds, RuntimeException failure) {
        return Coroutine.of(() -> {
            Asyncio.sleep(seconds);
            throw failure;
        });
    }

    @Test
    void theResultsComeInTheOrderOfWhatWasGiven() {
        assertEquals(List.of(3, 1), loop.runUntilComplete(Asyncio.gather(after(3), after(1))));

        assertEquals(List.of("begin 3", "begin 1", "end 1", "end 3"), seen);
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void itTakesCodeTasksAndFutures() {
        Future<Integer> future = loop.createFuture();
        Task<Integer> task = loop.createTask(after(2));
        loop.callLater(1, () -> future.setResult(7));

        assertEquals(List.of(7, 2, 5), loop.runUntilComplete(Asyncio.gather(future, task, () -> 5)));
    }

    @Test
    void ofNoneItIsDone() {
        assertEquals(List.of(), Asyncio.gather(List.<Awaitable<String>>of()).result());
    }

    @Test
    void nullsAreResults() {
        assertEquals(Arrays.asList(null, null), loop.runUntilComplete(Asyncio.gather(
                Coroutine.of(() -> { }), Coroutine.of(() -> Asyncio.sleep(1)))));
    }

    @Test
    void whatIsGivenTwiceRunsOnceAndIsThereTwice() {
        Coroutine<Integer> one = after(1);

        assertEquals(List.of(1, 2, 1), loop.runUntilComplete(Asyncio.gather(one, after(2), one)));
        assertEquals(List.of("begin 1", "begin 2", "end 1", "end 2"), seen);
    }

    @Test
    void theFirstFailureIsThrownAtOnceAndTheOthersRunOn() {
        IllegalStateException failure = new IllegalStateException();
        Task<Integer> other = loop.createTask(after(3));
        Future<List<Integer>> all = Asyncio.gather(other, failing(1, failure), failing(2, new RuntimeException()));

        assertSame(failure, assertThrows(IllegalStateException.class, () -> loop.runUntilComplete(all)));
        assertEquals(Duration.ofSeconds(1), time.passed());
        assertEquals(3, loop.runUntilComplete(other));
    }

    @Test
    void failuresAreResultsIfThatIsAskedFor() {
        IllegalStateException failure = new IllegalStateException();
        Task<Integer> cancelled = loop.createTask(after(9));
        loop.callLater(2, cancelled::cancel);
        List<Object> all = loop.runUntilComplete(
                Asyncio.gather(List.of(after(1), failing(1, failure), cancelled), true));

        assertEquals(List.of(1, failure), all.subList(0, 2));
        assertInstanceOf(CancelledError.class, all.get(2));
        assertEquals(Duration.ofSeconds(2), time.passed());
    }

    @Test
    void aCallbackIsCalledWhenAllHaveEnded() {
        Future<List<Integer>> all = Asyncio.gather(after(1), after(3));
        all.addDoneCallback(f -> {
            seen.add("all " + f.result());
            loop.stop();
        });
        loop.runForever();

        assertEquals("all [1, 3]", seen.getLast());
        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void aCancelOfItCancelsAll() {
        Task<Integer> one = loop.createTask(after(1));
        Task<Integer> three = loop.createTask(after(3));
        Future<List<Integer>> all = Asyncio.gather(one, three);
        loop.callLater(2, all::cancel);

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(all));
        assertEquals(1, one.result());
        assertTrue(three.cancelled());
        assertEquals(Duration.ofSeconds(2), time.passed());
    }

    @Test
    void aCancelOfItIsAFailureEvenIfFailuresAreResults() {
        Future<List<Object>> all = Asyncio.gather(List.of(after(1), after(3)), true);
        loop.callLater(2, all::cancel);

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(all));
        assertFalse(all.cancel());
    }

    @Test
    void aCancelOfWhoAwaitsItCancelsAll() {
        Task<Integer> three = loop.createTask(after(3));
        Task<Integer> five = loop.createTask(after(5));
        Task<List<Integer>> waiter = loop.createTask(() -> Asyncio.gather(three, five).await());
        loop.callLater(2, waiter::cancel);

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(waiter));
        assertTrue(waiter.cancelled());
        assertTrue(three.cancelled() && five.cancelled());
    }

    @Test
    void aCancelOfOneIsThrownAndLeavesTheOthers() {
        Task<Integer> three = loop.createTask(after(3));
        Task<Integer> five = loop.createTask(after(5));
        Future<List<Integer>> all = Asyncio.gather(three, five);
        loop.callLater(2, three::cancel);

        assertThrows(CancelledError.class, () -> loop.runUntilComplete(all));
        assertFalse(all.cancelled());
        assertEquals(5, loop.runUntilComplete(five));
    }
}
