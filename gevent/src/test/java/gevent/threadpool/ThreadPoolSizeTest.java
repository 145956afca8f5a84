package gevent.threadpool;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.AsyncResult;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pools of threads: how much they take at once. */
@ExtendWith(FreshHub.class)
class ThreadPoolSizeTest {
    private final Hub hub = Hub.get();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<ThreadPool> pools = new ArrayList<>();

    private ThreadPool pool(int maxsize) {
        ThreadPool pool = new ThreadPool(maxsize);
        pools.add(pool);
        return pool;
    }

    @AfterEach
    void close() throws Exception {
        gate.countDown();
        for (ThreadPool pool : pools) {
            pool.close();
            // After the last word to the hub, and by real time.
            assertTrue(OtherThread.run(() -> pool.asExecutorService().awaitTermination(30, TimeUnit.SECONDS)));
        }
    }

    /** Stands on its thread until the gate is open. */
    private int blocked() throws InterruptedException {
        gate.await();
        return 42;
    }

    @Test
    void aRaisedMaxsizeStartsThreadsForWhatIsQueued() throws Exception {
        ThreadPool pool = pool(1);
        CountDownLatch begun = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            pool.spawn(() -> {
                begun.countDown();
                return blocked();
            });
        }
        pool.setMaxsize(2);

        assertTrue(begun.await(30, TimeUnit.SECONDS));
    }

    @Test
    void spawnWaitsWhenOneMoreThanMaxsizeAreOutstanding() {
        ThreadPool pool = pool(1);
        pool.spawn(this::blocked);
        pool.spawn(this::blocked);

        assertThrows(Timeout.class, () -> {
            try (Timeout _ = Timeout.start(Duration.ofMillis(1))) {
                pool.spawn(this::blocked);
            }
        });
        assertEquals(2, pool.unfinished());
    }

    @Test
    void spawnGoesOnWhenATaskIsDone() {
        ThreadPool pool = pool(1);
        pool.spawn(this::blocked);
        pool.spawn(this::blocked);
        Greenlet<Integer> third = spawn(() -> pool.spawn(() -> 3).get());
        sleep();

        assertFalse(third.isReady());
        gate.countDown();
        assertEquals(3, third.get());
    }

    @Test
    void whoGetsAResultHasRoomForMore() {
        ThreadPool pool = pool(1);
        AsyncResult<Integer> first = pool.spawn(this::blocked);
        AsyncResult<AsyncResult<Integer>> more = new AsyncResult<>();
        first.rawlink(_ -> more.set(pool.spawn(() -> 2)));
        pool.spawn(this::blocked);

        gate.countDown();
        assertEquals(2, more.get(Duration.ofSeconds(30)).get());
    }

    @Test
    void joiningWaitsForWhatOtherThreadsHandedOver() throws Exception {
        ThreadPool pool = pool(1);
        Thread main = Thread.currentThread();
        OtherThread.run(() -> pool.spawn(this::blocked));
        OtherThread.start(() -> {
            OtherThread.awaitState(main, Thread.State.WAITING);
            gate.countDown();
            return null;
        });

        pool.join();

        assertEquals(0, pool.unfinished());
    }

    @Test
    void moreThreadsLetThoseThatWaitGoOn() {
        ThreadPool pool = pool(1);
        pool.spawn(this::blocked);
        pool.spawn(this::blocked);
        Greenlet<Void> third = spawn(() -> pool.spawn(() -> gate.countDown()).get());
        sleep();

        pool.setMaxsize(3);
        third.join();
        assertEquals(3, pool.maxsize());
    }

    @Test
    void moreThreadsRunMoreAtOnce() throws Exception {
        ThreadPool pool = pool(1);
        CountDownLatch both = new CountDownLatch(2);
        pool.setMaxsize(2);

        for (int i = 0; i < 2; i++) {
            pool.spawn(() -> {
                both.countDown();
                both.await();
            });
        }
        pool.join();
        assertEquals(2, pool.size());
    }

    @Test
    void fewerThreadsRunFewerAtOnce() {
        ThreadPool pool = pool(2);
        pool.setMaxsize(1);
        List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

        pool.map(_ -> threads.add(Thread.currentThread()), List.of(1, 2, 3, 4));
        assertEquals(1, threads.stream().distinct().count());
    }

    @Test
    void withFewerThreadsSpawnWaitsEarlier() {
        ThreadPool pool = pool(3);
        pool.setMaxsize(1);
        pool.spawn(this::blocked);
        pool.spawn(this::blocked);
        Greenlet<?> third = spawn(() -> pool.spawn(this::blocked));
        sleep();

        assertFalse(third.isReady());
        gate.countDown();
        third.join();
    }

    @Test
    void aSizeOfNoneIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new ThreadPool(0));
    }

    @Test
    void changingToASizeOfNoneIsRefused() {
        ThreadPool pool = pool(2);

        assertThrows(IllegalArgumentException.class, () -> pool.setMaxsize(0));
        assertEquals(2, pool.maxsize());
    }
}
