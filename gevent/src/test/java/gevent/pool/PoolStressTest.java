package gevent.pool;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.AsyncResult;
import gevent.event.Crowd.Killed;
import gevent.event.Crowd;
import gevent.event.Event;
import gevent.hub.FreshHub;
import gevent.hub.Interrupted;
import gevent.hub.OtherThread;
import gevent.hub.Seed;
import gevent.threadpool.ThreadPool;
import greenlet.GreenletExit;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Pools, nurseries and thread pools that greenlets of several hubs and plain threads use at once, while some give up
 * and some are thrown into: no room is lost or there twice, and whatever was begun ends.
 */
@ExtendWith({FreshHub.class, Seed.class})
class PoolStressTest {
    private static final int SIZE = 3;
    private static final int ROUNDS = 200;

    private static final class Failed extends RuntimeException {
        Failed() {
            super(null, null, false, false);
        }
    }

    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final Collection<Greenlet<?>> begun = new ConcurrentLinkedQueue<>();

    private void work() {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            sleep();
        } finally {
            running.decrementAndGet();
        }
    }

    private void checkEmpty(Pool pool) {
        assertEquals(0, running.get());
        assertTrue(most.get() <= SIZE, () -> most + " ran at once");
        assertEquals(0, pool.size());
        assertEquals(0, pool.waiting());
        assertEquals(SIZE, pool.freeCount());
    }

    /** Spawns and waits for the end; is thrown into in both, or gives up waiting for room. */
    private void spawnInto(Pool pool, Random random) {
        Greenlet<Void> member = new Greenlet<>(() -> {
            work();
            return null;
        });
        try {
            pool.start(member, true, Crowd.soon(random));
            begun.add(member);
            member.join();
        } catch (PoolFull | Killed e) {
            // It may have been started before that, or never.
        }
    }

    @Test
    void noRoomOfAPoolIsLostOrThereTwice() throws Exception {
        Pool pool = new Pool(SIZE);
        Crowd.withKills(ROUNDS).race(random -> {
            spawnInto(pool, random);
            // A hub ends with its thread, and would take along those that a kill made us leave.
            awaitOwn(pool);
        });

        checkEmpty(pool);
        assertTrue(begun.stream().allMatch(Greenlet::isSuccessful));
    }

    private static void awaitOwn(Pool pool) {
        while (true) {
            try {
                List<Greenlet<?>> own = pool.members().stream()
                        .filter(member -> member.hub().isCurrent()).toList();
                joinall(own);
                return;
            } catch (Killed again) {
                // It has to wait all the same.
            }
        }
    }

    /** Starts a member on the hub of its party. */
    private Greenlet<Void> startIn(Pool pool) {
        Greenlet<Void> member = new Greenlet<>(() -> {
            work();
            return null;
        });
        pool.start(member);
        return member;
    }

    @Test
    void aPoolThatIsKilledAgainAndAgainLosesNobody() throws Exception {
        Pool pool = new Pool(SIZE);
        AtomicBoolean over = new AtomicBoolean();
        OtherThread killer = OtherThread.start(() -> {
            for (boolean block = true; !over.get(); block = !block) {
                pool.kill(new GreenletExit(), block, null);
                Thread.onSpinWait();
            }
            return null;
        });
        AtomicInteger ended = new AtomicInteger();
        Crowd.withInterrupts(ROUNDS).race(_ -> {
            Greenlet<Void> member = null;
            while (member == null || !member.isReady()) {
                try {
                    member = member == null ? startIn(pool) : member;
                    member.join();
                } catch (Interrupted e) {
                    // Again, then: a spawn that was interrupted has started nothing.
                }
            }
            ended.incrementAndGet();
        });
        over.set(true);
        killer.result();

        assertEquals(Crowd.PARTIES * ROUNDS, ended.get());
        checkEmpty(pool);
    }

    @Test
    void aNurseryNeverLeavesAChildBehind() throws Exception {
        AtomicInteger children = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        AtomicInteger killed = new AtomicInteger();
        Crowd.withKills(ROUNDS).race(random -> {
            boolean fails = random.nextBoolean();
            int most = 1 + random.nextInt(4);
            int[] alive = new int[1];       // of this hub's thread
            try {
                Nursery.run(nursery -> {
                    for (int i = 0; i < most; i++) {
                        int n = i;
                        nursery.spawn(() -> {
                            children.incrementAndGet();
                            alive[0]++;
                            try {
                                sleep();
                                if (fails && n == 0) {
                                    throw new Failed();
                                }
                                sleep();
                            } finally {
                                alive[0]--;
                            }
                        });
                    }
                });
            } catch (Failed e) {
                failed.incrementAndGet();
            } catch (Killed e) {
                killed.incrementAndGet();
            }
            assertEquals(0, alive[0]);
        });

        assertTrue(children.get() > 0 && failed.get() > 0 && killed.get() > 0,
                () -> children + " children, " + failed + " failed, " + killed + " killed");
    }

    @Test
    void noTaskOfAThreadPoolIsLostOrDoneTwice() throws Exception {
        AtomicLong handedOver = new AtomicLong();
        AtomicLong done = new AtomicLong();
        try (ThreadPool pool = new ThreadPool(SIZE)) {
            Crowd.withKills(ROUNDS).race(random -> {
                try {
                    if (random.nextInt(10) == 0) {
                        pool.setMaxsize(1 + random.nextInt(SIZE));
                    }
                    AsyncResult<Integer> result = pool.spawn(() -> {
                        done.incrementAndGet();
                        return 42;
                    });
                    handedOver.incrementAndGet();
                    Integer value = result.await(Crowd.soon(random));
                    assertTrue(value == null || value == 42);
                } catch (Killed e) {
                    // While it waited for room or for the result.
                }
            });
            pool.join();

            assertEquals(0, pool.unfinished());
            assertEquals(handedOver.get(), done.get());
            pool.kill();
            assertTrue(pool.asExecutorService().awaitTermination(30, TimeUnit.SECONDS));
        }
    }

    /** Each future is waited for by its own party, and ended by whoever is first. */
    @Test
    void whoWaitsForATaskIsWokenOnceWhetherItEndsOrIsCancelled() throws Exception {
        try (ThreadPool pool = new ThreadPool(SIZE)) {
            ExecutorService executor = pool.asExecutorService();
            AtomicInteger ended = new AtomicInteger();
            AtomicInteger cancelled = new AtomicInteger();
            Crowd.withKills(ROUNDS).race(random -> {
                Event begun = new Event();
                try {
                    Future<Event> future = executor.submit(() -> {
                        begun.set();
                        return begun;
                    });
                    if (random.nextBoolean()) {
                        future.cancel(false);
                    }
                    assertSame(begun, future.get());
                    ended.incrementAndGet();
                } catch (CancellationException e) {
                    cancelled.incrementAndGet();
                } catch (Killed e) {
                    // While it waited.
                }
            });
            pool.join();

            assertTrue(ended.get() > 0 && cancelled.get() > 0);
            assertEquals(0, pool.unfinished());
        }
    }
}
