package gevent.hub;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Wake-ups that come from threads which are not the hub's. */
@Tag("io")
@ExtendWith(FreshHub.class)
class ForeignWakeupTest {
    private static final int ROUNDS = 5_000;

    @Test
    void aWaiterOfMainIsWoken() throws Exception {
        Waiter<String> waiter = new Waiter<>();
        OtherThread other;
        try (var _ = Hub.get().async()) {
            other = OtherThread.start(() -> waiter.switchTo("from afar"));

            assertEquals("from afar", waiter.get());
        }
        assertEquals(true, other.result());
    }

    @Test
    void aWaiterOfAGreenletIsWokenOnItsOwnThread() throws Exception {
        Waiter<String> waiter = new Waiter<>();
        Greenlet<Boolean> g = spawn(() -> {
            waiter.get();
            return Hub.get().isCurrent();
        });
        try (var _ = Hub.get().async()) {
            OtherThread other = OtherThread.start(() -> waiter.switchTo("from afar"));

            assertTrue(g.get());
            other.result();
        }
    }

    @Test
    void aWaiterIsThrownInto() throws Exception {
        Waiter<String> waiter = new Waiter<>();
        Exception thrown = new Exception("from afar");
        try (var _ = Hub.get().async()) {
            OtherThread other = OtherThread.start(() -> waiter.throwTo(thrown));

            assertSame(thrown, assertThrows(Exception.class, waiter::get));
            other.result();
        }
    }

    @Test
    void aSleepingLoopIsWoken() throws Exception {
        List<String> ran = new ArrayList<>();
        Hub hub = Hub.get();
        Thread main = Thread.currentThread();
        OtherThread other = OtherThread.start(() -> {
            OtherThread.awaitState(main, Thread.State.TIMED_WAITING);
            return hub.runCallback(() -> ran.add("ran"));
        });
        Waiter<Void> end = new Waiter<>();
        try (Timer timer = hub.loop().timer(Duration.ofSeconds(60))) {
            timer.start(() -> end.switchTo(null));
            hub.runCallback(() -> spawn(() -> {
                other.thread().join();
                end.switchTo(null);
            }));
            end.get();
        }

        assertEquals(List.of("ran"), ran);
    }

    @Test
    void callbacksOfOneThreadRunInItsOrder() throws Exception {
        Hub hub = Hub.get();
        List<Integer> ran = new ArrayList<>();
        Waiter<Void> last = new Waiter<>();
        OtherThread other = OtherThread.start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                int n = i;
                hub.runCallback(() -> ran.add(n));
            }
            // Behind them: main may not wait yet.
            hub.runCallback(() -> last.switchTo(null));
            return null;
        });
        try (var _ = hub.async()) {
            last.get();
        }
        other.result();

        List<Integer> inOrder = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            inOrder.add(i);
        }
        assertEquals(inOrder, ran);
    }

    @Test
    void aParkIsEnded() throws Exception {
        Greenlet<String> g = spawn(() -> {
            LockSupport.park();
            return "unparked";
        });
        OtherThread other = OtherThread.start(() -> {
            OtherThread.awaitState(g.thread(), Thread.State.WAITING);
            LockSupport.unpark(g.thread());
            return null;
        });

        assertEquals("unparked", g.get());
        other.result();
    }

    @Test
    void anUnparkBeforeTheParkIsKept() throws Exception {
        Greenlet<String> g = spawn(() -> {
            Thread self = Thread.currentThread();
            Thread waker = Thread.ofPlatform().start(() -> LockSupport.unpark(self));
            OtherThread.awaitState(waker, Thread.State.TERMINATED);
            LockSupport.park();
            return "did not stand still";
        });

        assertEquals("did not stand still", g.get());
    }

    @Test
    void aLeftOverPermitWakesNoWaitOfOurs() throws Exception {
        Waiter<String> waiter = new Waiter<>();
        Greenlet<String> g = spawn(() -> {
            LockSupport.unpark(Thread.currentThread());
            return waiter.get();
        });
        sleep();
        assertTrue(g.isStarted());

        waiter.switchTo("value");

        assertEquals("value", g.get());
    }

    @Test
    void aContendedMonitorIsHandedOver() throws Exception {
        Object monitor = new Object();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        OtherThread owner = OtherThread.start(() -> {
            synchronized (monitor) {
                entered.countDown();
                leave.await();
            }
            return null;
        });
        entered.await();
        Greenlet<Boolean> g = spawn(() -> {
            synchronized (monitor) {
                return Hub.get().isCurrent();
            }
        });
        sleep();
        assertTrue(g.isStarted());

        leave.countDown();

        assertTrue(g.get());
        owner.result();
    }

    @Test
    void aContendedLockIsHandedOver() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        OtherThread owner = OtherThread.start(() -> {
            lock.lock();
            entered.countDown();
            leave.await();
            lock.unlock();
            return null;
        });
        entered.await();
        Greenlet<Boolean> g = spawn(() -> {
            lock.lock();
            try {
                return Hub.get().isCurrent();
            } finally {
                lock.unlock();
            }
        });
        sleep();
        assertTrue(g.isStarted());

        leave.countDown();

        assertTrue(g.get());
        owner.result();
    }

    @Test
    void aFutureIsWaitedFor() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Greenlet<String> g = spawn(() -> future.get());
        sleep();
        OtherThread other = OtherThread.start(() -> future.complete("completed"));

        assertEquals("completed", g.get());
        other.result();
    }

    @Test
    void aTimedParkEndsWithItsTime() {
        Greenlet<String> g = spawn(() -> {
            LockSupport.parkNanos(1_000_000);
            Thread.sleep(1);
            return "over";
        });

        assertEquals("over", g.get());
    }

    // ---- many

    @Test
    void noneOfManyIsLostBetweenAThreadAndAGreenlet() throws Exception {
        BlockingQueue<Integer> there = new ArrayBlockingQueue<>(1);
        BlockingQueue<Integer> back = new ArrayBlockingQueue<>(1);
        OtherThread echo = OtherThread.start(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                back.put(there.take());
            }
            return null;
        });
        Greenlet<Integer> g = spawn(() -> {
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                there.put(1);
                sum += back.take();
            }
            return sum;
        });

        assertEquals(ROUNDS, g.get());
        echo.result();
    }

    @Test
    void noneOfManyIsLostInContendedMonitors() throws Exception {
        int[] count = {0};
        CyclicBarrier begin = new CyclicBarrier(2);
        Action count5000 = () -> {
            for (int i = 0; i < ROUNDS; i++) {
                synchronized (count) {
                    count[0]++;
                }
            }
        };
        OtherThread other = OtherThread.start(() -> {
            begin.await();
            count5000.run();
            return null;
        });
        begin.await();
        joinall(spawn(count5000::run), spawn(count5000::run), spawn(count5000::run));
        other.result();

        assertEquals(4 * ROUNDS, count[0]);
    }

    private interface Action {
        void run() throws Exception;
    }

    @Test
    void noneOfManyIsLostBetweenTwoHubs() throws Exception {
        BlockingQueue<Waiter<Integer>> asked = new ArrayBlockingQueue<>(16);
        OtherThread answering = OtherThread.start(() -> spawn(() -> {
            for (int i = 0; i < ROUNDS; i++) {
                asked.take().switchTo(i);
            }
            return null;
        }).get());
        Greenlet<Integer> asking = spawn(() -> {
            int right = 0;
            try (var _ = Hub.get().async()) {
                for (int i = 0; i < ROUNDS; i++) {
                    Waiter<Integer> answer = new Waiter<>();
                    asked.put(answer);
                    right += answer.get() == i ? 1 : 0;
                }
            }
            return right;
        });

        assertEquals(ROUNDS, asking.get());
        answering.result();
    }
}
