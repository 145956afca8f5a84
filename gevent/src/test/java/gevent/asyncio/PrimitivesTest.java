package gevent.asyncio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Timeout;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.VirtualTime;
import gevent.lock.RLock;
import gevent.lock.Semaphore;
import gevent.pool.Nursery;
import gevent.queue.JoinableQueue;
import gevent.queue.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** asyncio's queues, locks, events and task groups, which are gevent's, in tasks. */
@ExtendWith(FreshHub.class)
class PrimitivesTest {
    private final List<String> seen = new ArrayList<>();
    private final VirtualTime time = VirtualTime.onNewHub();

    @Test
    void aQueueHandsThingsFromTaskToTask() {
        Queue<Integer> queue = new Queue<>(1);
        Asyncio.run(() -> {
            Task<Void> consumer = Asyncio.createTask(() -> {
                for (int i = 0; i < 3; i++) {
                    seen.add("got " + queue.get());
                }
            });
            for (int i = 0; i < 3; i++) {
                queue.put(i);
            }
            consumer.await();
        });

        assertEquals(List.of("got 0", "got 1", "got 2"), seen);
    }

    @Test
    void aQueueIsJoinedWhenItsThingsAreDone() {
        JoinableQueue<Integer> queue = new JoinableQueue<>();
        Asyncio.run(() -> {
            for (int i = 1; i <= 3; i++) {
                queue.put(i);
            }
            Asyncio.createTask(() -> {
                while (true) {
                    Asyncio.sleep(queue.get());
                    queue.taskDone();
                }
            });
            queue.join();
        });

        assertEquals(Duration.ofSeconds(6), time.passed());
    }

    @Test
    void aTaskThatIsCancelledInALineForALockGivesItsPlaceAway() {
        Semaphore lock = new Semaphore(1);
        Asyncio.run(() -> {
            lock.acquire();
            Task<Boolean> cancelled = Asyncio.createTask(() -> lock.acquire());
            Task<Void> next = Asyncio.createTask(() -> {
                lock.acquire();
                seen.add("next");
            });
            Asyncio.sleep(1);
            cancelled.cancel();
            lock.release();
            next.await();
            assertTrue(cancelled.cancelled());
        });

        assertEquals(List.of("next"), seen);
    }

    @Test
    void anEventLetsAllTasksGoOn() {
        Event event = new Event();
        Asyncio.run(() -> {
            for (String name : List.of("a", "b")) {
                Asyncio.createTask(() -> {
                    event.await();
                    seen.add(name);
                });
            }
            Asyncio.sleep(1);
            event.set();
            Asyncio.sleep(1);
        });

        assertEquals(List.of("a", "b"), seen);
    }

    @Test
    void aConditionIsSignalledFromTaskToTask() {
        RLock lock = new RLock();
        Condition changed = lock.newCondition();
        Asyncio.run(() -> {
            Task<Void> waiter = Asyncio.createTask(() -> {
                lock.lock();
                try {
                    changed.await();
                    seen.add("signalled");
                } finally {
                    lock.unlock();
                }
            });
            Asyncio.sleep(1);
            lock.lock();
            changed.signal();
            lock.unlock();
            waiter.await();
        });

        assertEquals(List.of("signalled"), seen);
    }

    @Test
    void aTimeoutLimitsAnyPieceOfCode() {
        assertThrows(Timeout.class, () -> Asyncio.run(() -> {
            try (Timeout _ = Timeout.start(2)) {
                Asyncio.gather(Coroutine.of(() -> Asyncio.sleep(1)), Coroutine.of(() -> Asyncio.sleep(9))).await();
            }
        }));
        assertEquals(Duration.ofSeconds(2), time.passed());
    }

    @Test
    void aNurseryIsATaskGroup() {
        IllegalStateException failure = new IllegalStateException();
        assertThrows(IllegalStateException.class, () -> Asyncio.run(() -> {
            try (Nursery group = Nursery.open()) {
                group.spawn(() -> {
                    Asyncio.sleep(1);
                    throw failure;
                });
                group.spawn(() -> {
                    try {
                        Asyncio.sleep(9);
                    } finally {
                        seen.add("cancelled");
                    }
                });
            }
        }));
        assertEquals(List.of("cancelled"), seen);
        assertEquals(Duration.ofSeconds(1), time.passed());
    }

    @Test
    void aCancelOfATaskWithANurseryEndsItsChildren() {
        Asyncio.run(() -> {
            Task<Void> task = Asyncio.createTask(() -> {
                try (Nursery group = Nursery.open()) {
                    group.spawn(() -> {
                        try {
                            Asyncio.sleep(9);
                        } finally {
                            seen.add("child");
                        }
                    });
                }
            });
            Asyncio.sleep(1);
            task.cancel();
            Asyncio.wait(List.of(task));
            assertTrue(task.cancelled());
        });

        assertEquals(List.of("child"), seen);
    }
}
