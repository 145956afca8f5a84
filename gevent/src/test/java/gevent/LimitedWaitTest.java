package gevent;

import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.event.Event;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.lock.Semaphore;
import gevent.queue.SimpleQueue;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waits under a Timeout or with a limit of their own, wherever those are who wait. */
@ExtendWith(FreshHub.class)
class LimitedWaitTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Event event = new Event();
    private final Semaphore semaphore = new Semaphore(0);
    private final SimpleQueue<Integer> queue = new SimpleQueue<>();

    @ParameterizedTest
    @EnumSource
    void aTimeoutEndsAWaitThatNobodyEnds(Setting setting) throws Exception {
        Callable<Boolean> party = setting.start(() -> {
            Timeout limit = Timeout.start(SHORT);
            Timeout raised = assertThrows(Timeout.class, () -> event.await());
            return raised == limit;
        });

        assertTrue(party.call());
        assertEquals(0, event.linkCount());
    }

    @ParameterizedTest
    @EnumSource
    void aWaitThatEndsInTimeLeavesNoTimeout(Setting setting) throws Exception {
        Callable<Boolean> party = setting.start(() -> {
            try (Timeout limit = Timeout.start(LONG)) {
                event.await();
                return limit.isPending();
            }
        });
        until(() -> event.linkCount() == 1);
        event.set();

        assertTrue(party.call());
    }

    @ParameterizedTest
    @EnumSource
    void withTimeoutFallsBack(Setting setting) throws Exception {
        assertEquals("late", setting.start(() -> Gevent.withTimeout(SHORT, () -> "" + queue.get(), "late")).call());
        queue.put(1);

        assertEquals("1", setting.start(() -> Gevent.withTimeout(LONG, () -> "" + queue.get(), "late")).call());
    }

    @ParameterizedTest
    @EnumSource
    void anItemAfterTheTimeoutIsForTheNext(Setting setting) throws Exception {
        Callable<Boolean> late = setting.start(() -> {
            assertThrows(Timeout.class, () -> Gevent.withTimeout(SHORT, () -> queue.get()));
            return true;
        });
        assertTrue(late.call());
        queue.put(7);

        assertEquals(7, setting.start(() -> queue.get(LONG)).call());
    }

    @ParameterizedTest
    @EnumSource
    void aPermitAfterTheTimeoutIsForTheNext(Setting setting) throws Exception {
        Callable<Boolean> late = setting.start(() -> {
            assertThrows(Timeout.class, () -> Gevent.withTimeout(SHORT, () -> semaphore.acquire()));
            return semaphore.acquire(SHORT);
        });
        assertFalse(late.call());
        semaphore.release();

        assertTrue(setting.start(() -> semaphore.acquire(LONG)).call());
        assertEquals(0, semaphore.counter());
    }

    @ParameterizedTest
    @EnumSource
    void aGreenletOfAnotherPartyIsNotWaitedForLonger(Setting setting) throws Exception {
        Greenlet<Boolean> here = spawn(() -> event.await());
        Callable<Boolean> party = setting.start(() -> {
            assertFalse(here.join(SHORT));
            assertThrows(Timeout.class, () -> here.get(SHORT));
            assertEquals(List.of(), Gevent.joinall(List.of(here), SHORT));
            assertEquals(List.of(), Gevent.await(List.of(here), SHORT, 1));
            return here.isReady();
        });

        assertFalse(party.call());
        event.set();
        assertTrue(here.get());
    }
}
