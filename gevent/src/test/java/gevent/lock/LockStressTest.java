package gevent.lock;

import static gevent.Gevent.getcurrent;
import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Permits and locks that greenlets of several hubs and plain threads fight for, while some give up and some are thrown
 * into: no permit is lost or there twice, and nobody who could go on is left waiting.
 */
@ExtendWith(FreshHub.class)
class LockStressTest {
    private static final long SEED = 20260103;
    private static final int HUBS = 2;
    private static final int GREENLETS = 8;
    private static final int THREADS = 2;
    private static final int PARTIES = HUBS * GREENLETS + THREADS;
    private static final int ROUNDS = 500;
    private static final int PERMITS = 3;

    private static final class Killed extends Error {
        Killed() {
            super(null, null, false, false);
        }
    }

    private interface Party {
        void run(Random random) throws Exception;
    }

    private final Queue<Greenlet<?>> victims = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger(PARTIES);

    /** Runs the parties, and throws into those that are greenlets, until all have ended. */
    private void race(Party party) throws Exception {
        List<OtherThread> threads = new ArrayList<>();
        for (int i = 0; i < HUBS; i++) {
            int hub = i;
            threads.add(OtherThread.start(() -> {
                try (var _ = Hub.get().async()) {
                    List<Greenlet<Void>> all = new ArrayList<>();
                    for (int n = 0; n < GREENLETS; n++) {
                        Random random = new Random(SEED + hub * GREENLETS + n);
                        all.add(spawn(() -> runOne(party, random)));
                    }
                    joinall(all).forEach(Greenlet::get);
                }
                return null;
            }));
        }
        for (int i = 0; i < THREADS; i++) {
            Random random = new Random(SEED - 1 - i);
            threads.add(OtherThread.start(() -> {
                runOne(party, random);
                return null;
            }));
        }
        Random random = new Random(SEED - 100);
        while (running.get() > 0 && !Thread.currentThread().isInterrupted()) {
            Greenlet<?> victim = victims.poll();
            if (victim != null) {
                victim.kill(new Killed(), false, null);
            }
            for (int pause = random.nextInt(200); pause > 0; pause--) {
                Thread.onSpinWait();
            }
        }
        for (OtherThread thread : threads) {
            thread.result();
        }
    }

    private void runOne(Party party, Random random) throws Exception {
        try {
            for (int i = 0; i < ROUNDS; i++) {
                if (Thread.currentThread().isVirtual() && random.nextInt(8) == 0) {
                    victims.add(getcurrent());
                }
                party.run(random);
            }
        } finally {
            running.decrementAndGet();
        }
    }

    /** Does something with what was acquired, in which it may be thrown into. */
    private static void use(Random random) {
        if (random.nextInt(4) == 0) {
            sleep();
        }
    }

    private static Duration soon(Random random) {
        return random.nextBoolean() ? null : Duration.ofNanos(random.nextInt(100_000));
    }

    private void fightForPermits(Semaphore semaphore) throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        race(random -> {
            try {
                if (!semaphore.acquire(soon(random))) {
                    return;
                }
                try {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    use(random);
                } finally {
                    inside.decrementAndGet();
                    semaphore.release();
                }
            } catch (Killed k) {
                // It has given back what it had.
            }
        });

        assertEquals(PERMITS, semaphore.counter());
        assertEquals(0, semaphore.linkCount());
        assertTrue(most.get() <= PERMITS, () -> most + " had a permit at once");
    }

    @Test
    void noPermitOfASemaphoreIsLostOrThereTwice() throws Exception {
        fightForPermits(new Semaphore(PERMITS));
    }

    @Test
    void noPermitOfABoundedSemaphoreIsLostOrThereTwice() throws Exception {
        fightForPermits(new BoundedSemaphore(PERMITS));
    }

    @Test
    void aLockHasOneOwner() throws Exception {
        RLock lock = new RLock();
        int[] entered = new int[1];         // guarded by lock
        AtomicInteger taken = new AtomicInteger();
        race(random -> {
            try {
                if (!lock.acquire(soon(random))) {
                    return;
                }
                try {
                    taken.incrementAndGet();
                    lock.lock();
                    int before = entered[0];
                    try {
                        use(random);
                    } finally {
                        entered[0] = before + 1;
                        lock.unlock();
                    }
                } finally {
                    lock.unlock();
                }
            } catch (Killed k) {
                // It has given back what it had.
            }
        });

        assertFalse(lock.isLocked());
        assertEquals(taken.get(), entered[0]);
    }

    /**
     * Each puts an item and then takes one, unless it is thrown into: so there is an item for everyone who waits, and
     * who was told of one and gave up must not have kept that to itself.
     */
    @Test
    void noSignalIsLost() throws Exception {
        RLock lock = new RLock();
        Condition filled = lock.newCondition();
        int[] items = new int[1];           // guarded by lock
        AtomicInteger put = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        race(random -> {
            try {
                lock.lock();
                items[0]++;
                put.incrementAndGet();
                filled.signal();
                lock.unlock();
                use(random);
                lock.lock();
                try {
                    while (items[0] == 0) {
                        filled.await();
                    }
                    items[0]--;
                    taken.incrementAndGet();
                } finally {
                    lock.unlock();
                }
            } catch (Killed k) {
                // Somebody else may have its item.
            }
        });

        assertEquals(put.get(), taken.get() + items[0]);
        assertFalse(lock.isLocked());
    }
}
