package gevent.lock;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.event.Crowd.Killed;
import gevent.event.Crowd;
import gevent.hub.FreshHub;
import gevent.hub.Seed;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Permits and locks that greenlets of several hubs and plain threads fight for, while some give up and some are thrown
 * into: no permit is lost or there twice, and nobody who could go on is left waiting.
 */
@ExtendWith({FreshHub.class, Seed.class})
class LockStressTest {
    private static final int ROUNDS = 500;
    private static final int PERMITS = 3;

    /** Does something with what was acquired, in which it may be thrown into. */
    private static void use(Random random) {
        if (random.nextInt(4) == 0) {
            sleep();
        }
    }

    private void fightForPermits(Semaphore semaphore) throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Crowd.withKills(ROUNDS).race(random -> {
            try {
                if (!semaphore.acquire(Crowd.soon(random))) {
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
        Crowd.withKills(ROUNDS).race(random -> {
            try {
                if (!lock.acquire(Crowd.soon(random))) {
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
        Crowd.withKills(ROUNDS).race(random -> {
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

    /** The same with interrupts, against some who wait as if there were none, and some who give up in time. */
    @Test
    void noSignalIsLostToAnInterrupt() throws Exception {
        RLock lock = new RLock();
        Condition filled = lock.newCondition();
        int[] items = new int[1];           // guarded by lock
        AtomicInteger put = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        Crowd.withInterrupts(ROUNDS).race(random -> {
            lock.lock();
            items[0]++;
            put.incrementAndGet();
            filled.signal();
            lock.unlock();
            lock.lock();
            try {
                while (items[0] == 0) {
                    awaitSomehow(filled, random);
                }
                items[0]--;
                taken.incrementAndGet();
            } finally {
                lock.unlock();
            }
        });

        assertEquals(put.get(), taken.get());
        assertEquals(0, items[0]);
        assertFalse(lock.isLocked());
        assertEquals(0, lock.waiting());
    }

    private static void awaitSomehow(Condition condition, Random random) {
        try {
            switch (random.nextInt(3)) {
                case 0 -> condition.await();
                case 1 -> condition.awaitNanos(random.nextInt(100_000));
                default -> condition.awaitUninterruptibly();
            }
        } catch (InterruptedException e) {
            // Whoever was signalled, too, has passed that on.
        }
    }
}
