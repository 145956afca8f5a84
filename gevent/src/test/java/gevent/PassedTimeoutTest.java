package gevent;

import static gevent.Gevent.await;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.lock.RLock;
import gevent.lock.Semaphore;
import gevent.pool.Group;
import gevent.queue.Channel;
import gevent.queue.Empty;
import gevent.queue.Full;
import gevent.queue.Queue;
import gevent.threadpool.ThreadPool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A {@link Timeout} passed where a duration goes: it limits that wait, and keeps its identity. */
@ExtendWith(FreshHub.class)
class PassedTimeoutTest {
    private static final Duration SOON = Duration.ofMillis(1);
    private static final Duration LATER = Duration.ofMinutes(10);

    private final Timeout soon = new Timeout(SOON);

    @Test
    void anEventThatIsNotSetInTimeIsFalse() {
        assertFalse(new Event().await(soon));
    }

    @Test
    void anEventThatIsSetInTimeIsTrue() {
        Event event = new Event();
        spawn(event::set);

        assertTrue(event.await(new Timeout(LATER)));
    }

    @Test
    void itIsClosedAfterTheWait() {
        Event event = new Event();
        Timeout timeout = new Timeout(LATER);
        spawn(event::set);
        event.await(timeout);

        assertFalse(timeout.isPending());
    }

    @Test
    void oneThatIsPendingGoesOnCounting() {
        Timeout started = Timeout.start(SOON);
        spawn(() -> sleep(LATER)).kill();

        assertFalse(new Event().await(started));
    }

    @Test
    void whatItRaisesInsteadOfItselfIsThrown() {
        IllegalStateException instead = new IllegalStateException("too late");

        assertSame(instead, assertThrows(IllegalStateException.class,
                () -> new Event().await(new Timeout(SOON, instead))));
    }

    @Test
    void anotherTimeoutThatIsUpFirstIsThrown() {
        try (Timeout outer = Timeout.start(SOON)) {
            assertSame(outer, assertThrows(Timeout.class, () -> new Event().await(new Timeout(LATER))));
        }
    }

    @Test
    void oneWithoutALimitWaitsForGood() {
        Event event = new Event();
        spawn(() -> {
            sleep(SOON);
            event.set();
        });

        assertTrue(event.await(new Timeout(null)));
    }

    @Test
    void aResultThatDoesNotArriveInTimeThrowsIt() {
        assertSame(soon, assertThrows(Timeout.class, () -> new AsyncResult<>().get(soon)));
    }

    @Test
    void awaitingAResultThatDoesNotArriveInTimeGivesNull() {
        assertEquals(null, new AsyncResult<>().await(soon));
    }

    @Test
    void aGreenletThatDoesNotEndInTimeThrowsIt() {
        Greenlet<?> sleeper = spawn(() -> sleep(LATER));

        assertSame(soon, assertThrows(Timeout.class, () -> sleeper.get(soon)));
        assertFalse(sleeper.join(new Timeout(SOON)));
        sleeper.kill();
    }

    @Test
    void aGreenletThatEndsInTimeGivesItsResult() {
        assertEquals("done", spawn(() -> "done").get(new Timeout(LATER)));
    }

    @Test
    void aPermitIsNotTakenTooLate() {
        Semaphore semaphore = new Semaphore(0);

        assertFalse(semaphore.acquire(soon));
        assertEquals(0, semaphore.await(new Timeout(SOON)));
        assertEquals(1, semaphore.release());
    }

    @Test
    void aLockIsNotTakenTooLate() {
        RLock lock = new RLock();
        Greenlet<?> owner = spawn(() -> {
            lock.lock();
            sleep(LATER);
        });
        sleep();

        assertFalse(lock.acquire(soon));
        owner.kill();
    }

    @Test
    void gettingFromAnEmptyQueueIsEmpty() {
        Queue<String> queue = new Queue<>();

        assertThrows(Empty.class, () -> queue.get(soon));
        assertThrows(Empty.class, () -> queue.peek(new Timeout(SOON)));
    }

    @Test
    void gettingInTimeGivesTheItem() {
        Queue<String> queue = new Queue<>();
        spawn(() -> queue.put("item"));

        assertEquals("item", queue.get(new Timeout(LATER)));
    }

    @Test
    void puttingIntoAFullQueueIsFull() {
        Queue<String> queue = new Queue<>(1);
        queue.put("first");

        assertThrows(Full.class, () -> queue.put("second", soon));
        assertEquals(1, queue.size());
    }

    @Test
    void aQueueWhoseTasksAreNotDoneInTimeIsFalse() {
        Queue<String> queue = new Queue<>();
        queue.put("task");

        assertFalse(queue.join(soon));
    }

    @Test
    void aChannelWithoutPartnerIsEmptyAndFull() {
        Channel<String> channel = new Channel<>();

        assertThrows(Full.class, () -> channel.put("item", soon));
        assertThrows(Empty.class, () -> channel.get(new Timeout(SOON)));
    }

    @Test
    void aGroupWithMembersIsFalse() {
        Group group = new Group();
        group.spawn(() -> sleep(LATER));

        assertFalse(group.join(soon));
        group.kill();
    }

    @Test
    void aThreadPoolThatWorksIsFalse() throws Exception {
        java.util.concurrent.CountDownLatch go = new java.util.concurrent.CountDownLatch(1);
        try (ThreadPool pool = new ThreadPool(1)) {
            AsyncResult<Void> result = pool.spawn(() -> go.await());
            assertFalse(pool.join(soon));
            go.countDown();
            result.get();
        }
    }

    @Test
    void ofSeveralThoseThatAreReadyInTimeAreReturned() {
        Greenlet<?> quick = spawn(() -> { });
        Greenlet<?> slow = spawn(() -> sleep(LATER));

        assertEquals(List.of(quick), await(List.of(slow, quick), soon));
        slow.kill();
    }

    @Test
    void anyWaitCanBeLimitedByOne() {
        assertEquals("late", soon.within(() -> {
            sleep(LATER);
            return "in time";
        }, () -> "late"));
    }

    @Test
    void secondsWillDo() {
        assertThrows(Timeout.class, () -> {
            try (Timeout _ = Timeout.start(0.001)) {
                sleep(LATER);
            }
        });
        assertThrows(IllegalArgumentException.class, () -> Timeout.start(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> Timeout.start(-1.0));
    }
}
