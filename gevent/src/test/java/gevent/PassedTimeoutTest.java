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
import gevent.testing.Simulated;
import gevent.threadpool.ThreadPool;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A {@link Timeout} passed where a duration goes: it limits that wait, and keeps its identity. */
@ExtendWith(FreshHub.class)
class PassedTimeoutTest {
    private static final Duration SOON = Duration.ofMinutes(1);
    private static final Duration LATER = Duration.ofDays(1);

    private static final int SEEDS = 20;

    @Simulated(seeds = SEEDS)
    void anEventThatIsNotSetInTimeIsFalse() {
        Timeout soon = new Timeout(SOON);
        assertFalse(new Event().await(soon));
    }

    @Simulated(seeds = SEEDS)
    void anEventThatIsSetInTimeIsTrue() {
        Event event = new Event();
        spawn(event::set);

        assertTrue(event.await(new Timeout(LATER)));
    }

    @Simulated(seeds = SEEDS)
    void itIsClosedAfterTheWait() {
        Event event = new Event();
        Timeout timeout = new Timeout(LATER);
        spawn(event::set);
        event.await(timeout);

        assertFalse(timeout.isPending());
    }

    @Simulated(seeds = SEEDS)
    void oneThatIsPendingGoesOnCounting() {
        Timeout started = Timeout.start(SOON);
        spawn(() -> sleep(LATER)).kill();

        assertFalse(new Event().await(started));
    }

    @Simulated(seeds = SEEDS)
    void whatItRaisesInsteadOfItselfIsThrown() {
        IllegalStateException instead = new IllegalStateException("too late");

        assertSame(instead, assertThrows(IllegalStateException.class,
                () -> new Event().await(new Timeout(SOON, instead))));
    }

    @Simulated(seeds = SEEDS)
    void anotherTimeoutThatIsUpFirstIsThrown() {
        try (Timeout outer = Timeout.start(SOON)) {
            assertSame(outer, assertThrows(Timeout.class, () -> new Event().await(new Timeout(LATER))));
        }
    }

    @Simulated(seeds = SEEDS)
    void oneWithoutALimitWaitsForGood() {
        Event event = new Event();
        spawn(() -> {
            sleep(SOON);
            event.set();
        });

        assertTrue(event.await(new Timeout(null)));
    }

    @Simulated(seeds = SEEDS)
    void aResultThatDoesNotArriveInTimeThrowsIt() {
        Timeout soon = new Timeout(SOON);
        assertSame(soon, assertThrows(Timeout.class, () -> new AsyncResult<>().get(soon)));
    }

    @Simulated(seeds = SEEDS)
    void awaitingAResultThatDoesNotArriveInTimeGivesNull() {
        Timeout soon = new Timeout(SOON);
        assertEquals(null, new AsyncResult<>().await(soon));
    }

    @Simulated(seeds = SEEDS)
    void aGreenletThatDoesNotEndInTimeThrowsIt() {
        Timeout soon = new Timeout(SOON);
        Greenlet<?> sleeper = spawn(() -> sleep(LATER));

        assertSame(soon, assertThrows(Timeout.class, () -> sleeper.get(soon)));
        assertFalse(sleeper.join(new Timeout(SOON)));
        sleeper.kill();
    }

    @Simulated(seeds = SEEDS)
    void aGreenletThatEndsInTimeGivesItsResult() {
        assertEquals("done", spawn(() -> "done").get(new Timeout(LATER)));
    }

    @Simulated(seeds = SEEDS)
    void aPermitIsNotTakenTooLate() {
        Timeout soon = new Timeout(SOON);
        Semaphore semaphore = new Semaphore(0);

        assertFalse(semaphore.acquire(soon));
        assertEquals(0, semaphore.await(new Timeout(SOON)));
        assertEquals(1, semaphore.release());
    }

    @Simulated(seeds = SEEDS)
    void aLockIsNotTakenTooLate() {
        Timeout soon = new Timeout(SOON);
        RLock lock = new RLock();
        Greenlet<?> owner = spawn(() -> {
            lock.lock();
            sleep(LATER);
        });
        sleep(1);

        assertFalse(lock.acquire(soon));
        owner.kill();
    }

    @Simulated(seeds = SEEDS)
    void gettingFromAnEmptyQueueIsEmpty() {
        Timeout soon = new Timeout(SOON);
        Queue<String> queue = new Queue<>();

        assertThrows(Empty.class, () -> queue.get(soon));
        assertThrows(Empty.class, () -> queue.peek(new Timeout(SOON)));
    }

    @Simulated(seeds = SEEDS)
    void gettingInTimeGivesTheItem() {
        Queue<String> queue = new Queue<>();
        spawn(() -> queue.put("item"));

        assertEquals("item", queue.get(new Timeout(LATER)));
    }

    @Simulated(seeds = SEEDS)
    void puttingIntoAFullQueueIsFull() {
        Timeout soon = new Timeout(SOON);
        Queue<String> queue = new Queue<>(1);
        queue.put("first");

        assertThrows(Full.class, () -> queue.put("second", soon));
        assertEquals(1, queue.size());
    }

    @Simulated(seeds = SEEDS)
    void aQueueWhoseTasksAreNotDoneInTimeIsFalse() {
        Timeout soon = new Timeout(SOON);
        Queue<String> queue = new Queue<>();
        queue.put("task");

        assertFalse(queue.join(soon));
    }

    @Simulated(seeds = SEEDS)
    void aChannelWithoutPartnerIsEmptyAndFull() {
        Timeout soon = new Timeout(SOON);
        Channel<String> channel = new Channel<>();

        assertThrows(Full.class, () -> channel.put("item", soon));
        assertThrows(Empty.class, () -> channel.get(new Timeout(SOON)));
    }

    @Simulated(seeds = SEEDS)
    void aGroupWithMembersIsFalse() {
        Timeout soon = new Timeout(SOON);
        Group group = new Group();
        group.spawn(() -> sleep(LATER));

        assertFalse(group.join(soon));
        group.kill();
    }

    /** In real time, as a simulation's stands still while a pool works. */
    @Test
    void aThreadPoolThatWorksIsFalse() throws Exception {
        Timeout soon = new Timeout(Duration.ofMillis(1));
        java.util.concurrent.CountDownLatch go = new java.util.concurrent.CountDownLatch(1);
        try (ThreadPool pool = new ThreadPool(1)) {
            AsyncResult<Void> result = pool.spawn(() -> go.await());
            assertFalse(pool.join(soon));
            go.countDown();
            result.get();
        }
    }

    @Simulated(seeds = SEEDS)
    void ofSeveralThoseThatAreReadyInTimeAreReturned() {
        Timeout soon = new Timeout(SOON);
        Greenlet<?> quick = spawn(() -> { });
        Greenlet<?> slow = spawn(() -> sleep(LATER));

        assertEquals(List.of(quick), await(List.of(slow, quick), soon));
        slow.kill();
    }

    @Simulated(seeds = SEEDS)
    void anyWaitCanBeLimitedByOne() {
        Timeout soon = new Timeout(SOON);
        assertEquals("late", soon.within(() -> {
            sleep(LATER);
            return "in time";
        }, () -> "late"));
    }

    @Simulated(seeds = SEEDS)
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
