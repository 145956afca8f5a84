package gevent.testing;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.lock.RLock;
import gevent.lock.Semaphore;
import gevent.pool.Nursery;
import gevent.pool.Pool;
import gevent.queue.Channel;
import gevent.queue.Empty;
import gevent.queue.Full;
import gevent.queue.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.Condition;

/** gevent's own primitives in many orders, while greenlets are killed and times run out in the middle. */
class ExploredPrimitivesTest {
    private static final int SEEDS = 300;
    private static final int PARTIES = 6;
    private static final int ROUNDS = 20;

    private static Random random() {
        return Simulation.current().random();
    }

    /** From nothing to some milliseconds, so that limits are up just when what they limit comes. */
    private static Duration soon() {
        return Duration.ofMillis(random().nextInt(4));
    }

    private static void pause() {
        if (random().nextBoolean()) {
            sleep(soon());
        } else {
            sleep();
        }
    }

    private static List<Greenlet<?>> parties(int count, gevent.Action body) {
        List<Greenlet<?>> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(spawn(body));
        }
        return all;
    }

    /** Kills some of them, sometime. */
    private static void killSome(List<Greenlet<?>> victims) {
        for (Greenlet<?> victim : victims) {
            pause();
            if (random().nextInt(3) == 0) {
                victim.kill();
            }
        }
    }

    @Simulated(seeds = SEEDS)
    void aSemaphoreNeitherLosesNorInventsPermits() {
        Semaphore semaphore = new Semaphore(2);
        int[] inside = {0};
        List<Greenlet<?>> all = parties(PARTIES, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (semaphore.acquire(soon())) {
                    try {
                        assertTrue(++inside[0] <= 2);
                        pause();
                    } finally {
                        inside[0]--;
                        semaphore.release();
                    }
                }
            }
        });
        killSome(all);
        joinall(all);
        assertEquals(2, semaphore.counter());
        assertEquals(0, semaphore.linkCount());
    }

    @Simulated(seeds = SEEDS)
    void aQueueNeitherLosesNorDoublesWhatWasPut() {
        Queue<Integer> queue = new Queue<>(2);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        List<Greenlet<?>> producers = parties(PARTIES / 2, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                int item = put.size();
                put.add(item);
                try {
                    queue.put(item, soon());
                } catch (Full | Timeout late) {
                    put.remove((Integer) item);
                }
                pause();
            }
        });
        List<Greenlet<?>> consumers = parties(PARTIES / 2, () -> {
            while (true) {
                try {
                    got.add(queue.get(soon()));
                } catch (Empty late) {
                    pause();
                }
            }
        });
        joinall(producers);
        while (!queue.isEmpty()) {
            pause();
        }
        consumers.forEach(Greenlet::kill);
        assertEquals(put.stream().sorted().toList(), got.stream().sorted().toList());
    }

    @Simulated(seeds = SEEDS)
    void aChannelHandsOverEachItemOnce() {
        Channel<Integer> channel = new Channel<>();
        int[] next = {0};
        List<Integer> taken = new ArrayList<>();
        List<Integer> refused = new ArrayList<>();
        List<Greenlet<?>> givers = parties(PARTIES / 2, () -> {
            for (int i = 0; i < ROUNDS; i++) {
                int item = next[0]++;
                try {
                    channel.put(item, soon());
                } catch (Full late) {
                    refused.add(item);
                }
            }
        });
        List<Greenlet<?>> takers = parties(PARTIES / 2, () -> {
            while (true) {
                try {
                    taken.add(channel.get(soon()));
                } catch (Empty late) {
                    pause();
                }
            }
        });
        joinall(givers);
        takers.forEach(Greenlet::kill);
        taken.addAll(refused);
        assertEquals(next[0], taken.size());
        assertEquals(next[0], taken.stream().distinct().count());
    }

    @Simulated(seeds = SEEDS)
    void aSignalReachesSomebodyWhoWaits() {
        RLock lock = new RLock();
        Condition changed = lock.newCondition();
        int[] available = {0};
        List<Greenlet<?>> consumers = parties(PARTIES, () -> {
            lock.lock();
            try {
                while (available[0] == 0) {
                    changed.await();
                }
                available[0]--;
            } finally {
                lock.unlock();
            }
        });
        Greenlet<Void> killer = spawn(() -> killSome(consumers.subList(0, PARTIES / 2)));
        while (!consumers.stream().allMatch(Greenlet::isReady)) {
            lock.lock();
            available[0]++;
            changed.signal();
            lock.unlock();
            sleep(1);
            assertEquals(0, available[0], "a signal that woke nobody");
        }
        killer.join();
    }

    @Simulated(seeds = SEEDS)
    void anEventWakesAllThatWaited() {
        Event event = new Event();
        int[] woken = {0};
        List<Greenlet<?>> waiters = parties(PARTIES, () -> {
            while (!event.await(soon())) {
                pause();
            }
            woken[0]++;
        });
        pause();
        event.set();
        joinall(waiters);
        assertEquals(PARTIES, woken[0]);
    }

    @Simulated(seeds = SEEDS)
    void aResultIsOneForAll() {
        AsyncResult<Integer> result = new AsyncResult<>();
        List<Integer> seen = new ArrayList<>();
        List<Greenlet<?>> waiters = parties(PARTIES, () -> {
            while (true) {
                try {
                    seen.add(result.get(soon()));
                    return;
                } catch (Timeout late) {
                    pause();
                }
            }
        });
        spawn(() -> {
            pause();
            result.set(7);
        });
        joinall(waiters);
        assertEquals(java.util.Collections.nCopies(PARTIES, 7), seen);
    }

    @Simulated(seeds = SEEDS)
    void aPoolRunsAllAndNeverTooMany() {
        Pool pool = new Pool(2);
        int[] running = {0};
        List<Integer> inputs = java.util.stream.IntStream.range(0, ROUNDS).boxed().toList();
        List<Integer> results = pool.map(i -> {
            assertTrue(++running[0] <= 2);
            pause();
            running[0]--;
            return i * i;
        }, inputs);
        assertEquals(inputs.stream().map(i -> i * i).toList(), results);
        assertEquals(2, pool.freeCount());
    }

    @Simulated(seeds = SEEDS, mayLeaveGreenlets = false)
    void nothingOutlivesANursery() {
        int[] alive = {0};
        assertThrows(IllegalStateException.class, () -> {
            try (Nursery nursery = Nursery.open()) {
                for (int i = 0; i < PARTIES; i++) {
                    nursery.spawn(() -> {
                        alive[0]++;
                        try {
                            sleep(Duration.ofDays(1));
                        } finally {
                            pause();
                            alive[0]--;
                        }
                    });
                }
                pause();
                nursery.spawn(() -> {
                    pause();
                    throw new IllegalStateException();
                });
            }
        });
        assertEquals(0, alive[0]);
    }

    @Simulated(seeds = SEEDS)
    void aTimeoutOrTheResultNeverBoth() {
        Event event = new Event();
        Greenlet<Boolean> waiter = spawn(() -> {
            try (Timeout _ = Timeout.start(Duration.ofMillis(2))) {
                event.await();
                return true;
            } catch (Timeout late) {
                return false;
            }
        });
        sleep(Duration.ofMillis(random().nextInt(5)));
        event.set();
        waiter.join();
        sleep(1);       // whatever is left would surface here
        assertTrue(waiter.isSuccessful());
    }
}
