package gevent.pool;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Applying a function in the greenlets of a group. */
@ExtendWith(FreshHub.class)
class MappingTest {
    private final List<Object> seen = new ArrayList<>();
    private final Group group = new Group();
    private VirtualTime time;
    private Reported reported;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
        reported = Reported.here();
    }

    private static int sleepy(int seconds) {
        sleep(seconds);
        if (seconds > 5) {
            throw new IllegalStateException("" + seconds);
        }
        return seconds;
    }

    @Test
    void applyRunsInAMemberAndReturnsItsResult() {
        assertTrue(group.apply(group::isMember));
    }

    @Test
    void applyInAMemberRunsRightThere() {
        assertTrue(group.apply(() -> {
            Thread outer = Thread.currentThread();
            return group.apply(() -> Thread.currentThread() == outer);
        }));
    }

    @Test
    void applyThrowsAnUncheckedFailureAsItIs() {
        IllegalStateException failure = new IllegalStateException();

        assertSame(failure, assertThrows(IllegalStateException.class, () -> group.apply(() -> {
            throw failure;
        })));
    }

    @Test
    void applyThrowsACheckedFailureAsACause() {
        IOException failure = new IOException();

        assertSame(failure, assertThrows(CompletionException.class, () -> group.apply(() -> {
            throw failure;
        })).getCause());
    }

    @Test
    void aFailureThatApplyThrowsIsNotReported() {
        assertThrows(IllegalStateException.class, () -> group.apply(() -> sleepy(6)));

        sleep();
        assertEquals(List.of(), reported.errors());
    }

    @Test
    void applyAsyncDoesNotWait() {
        Greenlet<Integer> call = group.applyAsync(() -> sleepy(2));

        assertFalse(call.isReady());
        assertEquals(2, call.get());
    }

    @Test
    void joinWaitsForWhatApplyAsyncHasStarted() {
        Greenlet<Integer> call = group.applyAsync(() -> sleepy(2));

        group.join();
        assertEquals(2, call.value());
    }

    @Test
    void theCallbackOfApplyAsyncGetsTheResult() {
        group.applyAsync(() -> sleepy(2), seen::add).join();

        sleep();
        assertEquals(List.of(2), seen);
    }

    @Test
    void theCallbackOfApplyAsyncIsNotCalledAfterAFailure() {
        group.applyAsync(() -> sleepy(6), seen::add).join();

        sleep();
        assertEquals(List.of(), seen);
    }

    @Test
    void mapReturnsTheResultsInTheOrderOfTheThings() {
        assertEquals(List.of(3, 1, 2), group.map(MappingTest::sleepy, List.of(3, 1, 2)));
    }

    @Test
    void mapRunsThemSideBySide() {
        group.map(MappingTest::sleepy, List.of(3, 3, 3));

        assertEquals(Duration.ofSeconds(3), time.passed());
    }

    @Test
    void mapOfNothingIsNothing() {
        assertEquals(List.of(), group.map(MappingTest::sleepy, List.of()));
    }

    @Test
    void mapThrowsTheFailureThatIsFirstInOrder() {
        assertEquals("8", assertThrows(IllegalStateException.class,
                () -> group.map(MappingTest::sleepy, List.of(1, 8, 7))).getMessage());
        group.join();
    }

    @Test
    void mapAsyncDoesNotWait() {
        Greenlet<List<Integer>> mapped = group.mapAsync(MappingTest::sleepy, List.of(2, 1));

        assertFalse(mapped.isReady());
        assertEquals(List.of(2, 1), mapped.get());
    }

    @Test
    void aFunctionThatMapsInItsOwnGroupDoesNotWaitForItself() {
        assertEquals(List.of(List.of(1), List.of(2)),
                group.map(n -> group.map(MappingTest::sleepy, List.of(n)), List.of(1, 2)));
    }

    @Test
    void mapOverTwoEndsWithTheShorter() {
        Group group = new Group();

        assertEquals(List.of("a1", "b2"),
                group.map((String a, Integer b) -> a + b, List.of("a", "b"), List.of(1, 2, 3)));
    }
}
