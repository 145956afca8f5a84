package gevent.lock;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.hub.LoopExit;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A signal is made use of once: by who was woken for it, or, if that one leaves for another reason, by the next. */
@ExtendWith(FreshHub.class)
class SignalTest {
    private static final class Killed extends Error {
    }

    private interface Wait {
        void await() throws Exception;
    }

    private final List<Object> happened = new ArrayList<>();
    private VirtualTime time;
    private RLock lock;
    private Condition condition;

    @BeforeEach
    void hub() {
        time = VirtualTime.onNewHub();
        Reported.here();
        lock = new RLock();
        condition = lock.newCondition();
    }

    /** Waits with the lock held; on return somebody waits. */
    private Greenlet<Void> waiter(String name, Wait wait) {
        Greenlet<Void> waiter = spawn(() -> {
            lock.lock();
            try {
                wait.await();
                happened.add(name);
            } finally {
                assertTrue(lock.isOwned());
                lock.unlock();
            }
        });
        sleep();
        return waiter;
    }

    private Greenlet<Void> waiter(String name) {
        return waiter(name, condition::await);
    }

    private void endWith(Greenlet<?>... waiters) {
        lock.unlock();
        joinall(waiters);
        assertFalse(lock.isLocked());
    }

    // ---- awaitUninterruptibly

    @Test
    void anInterruptBeforeTheSignalDoesNotCostIt() {
        Greenlet<Void> waiter = waiter("signalled", condition::awaitUninterruptibly);
        lock.lock();
        waiter.thread().interrupt();
        sleep();
        sleep();
        condition.signal();
        endWith(waiter);

        assertEquals(List.of("signalled"), happened);
    }

    @Test
    void anInterruptInTheSameMomentDoesNotCostIt() {
        Greenlet<Void> waiter = waiter("signalled", () -> {
            condition.awaitUninterruptibly();
            happened.add(Thread.interrupted());
        });
        lock.lock();
        waiter.throwIn(new Interrupted());
        condition.signal();
        endWith(waiter);

        assertEquals(List.of(true, "signalled"), happened);
    }

    @Test
    void anInterruptInTheSameMomentDoesNotPassTheSignalOn() {
        Greenlet<Void> first = waiter("first", condition::awaitUninterruptibly);
        Greenlet<Void> second = waiter("second", condition::awaitUninterruptibly);
        lock.lock();
        first.throwIn(new Interrupted());
        condition.signal();
        endWith(first);
        sleep();

        assertEquals(List.of("first"), happened);
        lock.lock();
        condition.signal();
        endWith(second);
    }

    @Test
    void anInterruptDoesNotCostThePlaceInTheLine() {
        Greenlet<Void> first = waiter("first", condition::awaitUninterruptibly);
        Greenlet<Void> second = waiter("second", condition::awaitUninterruptibly);
        lock.lock();
        first.thread().interrupt();
        sleep();
        sleep();
        condition.signal();
        endWith(first);
        assertEquals(List.of("first"), happened);
        lock.lock();
        condition.signal();
        endWith(second);

        assertEquals(List.of("first", "second"), happened);
    }

    @Test
    void whoIsInterruptedAlreadyWaits() {
        Greenlet<Void> waiter = waiter("signalled", () -> {
            Thread.currentThread().interrupt();
            condition.awaitUninterruptibly();
            happened.add(Thread.interrupted());
        });
        lock.lock();
        condition.signal();
        endWith(waiter);

        assertEquals(List.of(true, "signalled"), happened);
    }

    @Test
    void aKillEndsIt() {
        Greenlet<Void> waiter = waiter("signalled", condition::awaitUninterruptibly);
        waiter.kill();

        assertEquals(List.of(), happened);
        assertTrue(waiter.isDead());
    }

    // ---- who leaves for another reason

    @Test
    void whoWasKilledJustBeforeTheSignalLeavesItToTheNext() {
        Greenlet<Void> killed = waiter("killed", condition::awaitUninterruptibly);
        Greenlet<Void> next = waiter("next");
        lock.lock();
        killed.throwIn(new Killed());
        condition.signal();
        endWith(killed, next);

        assertEquals(List.of("next"), happened);
    }

    @Test
    void whoIsLateJustBeforeTheSignalLeavesItToTheNext() {
        Greenlet<Void> late = waiter("late", () -> assertFalse(condition.await(1, TimeUnit.SECONDS)));
        Greenlet<Void> next = waiter("next");
        lock.lock();
        Hub.get().loop().timeout(Duration.ofSeconds(1)).start(condition::signal);
        sleep(1);
        sleep();
        endWith(late, next);

        assertEquals(List.of("late", "next"), happened);
    }

    @Test
    void whoIsInterruptedJustBeforeTheSignalLeavesItToTheNext() {
        Greenlet<Void> interrupted = waiter("interrupted",
                () -> assertThrows(InterruptedException.class, condition::await));
        Greenlet<Void> next = waiter("next");
        lock.lock();
        interrupted.throwIn(new Interrupted());
        condition.signal();
        endWith(interrupted, next);

        assertEquals(List.of("interrupted", "next"), happened);
    }

    // ---- who was signalled, and waits for the lock

    @Test
    void aSignalInTimeIsOneThoughTheLockComesLate() {
        Greenlet<Void> waiter = waiter("signalled", () -> happened.add(condition.await(1, TimeUnit.SECONDS)));
        lock.lock();
        condition.signal();
        sleep(2);
        endWith(waiter);

        assertEquals(List.of(true, "signalled"), happened);
        assertEquals(Duration.ofSeconds(2), time.passed());
    }

    @Test
    void timeIsLeftForWhoWasSignalled() {
        Greenlet<Void> waiter = waiter("signalled", () -> assertTrue(condition.awaitNanos(1_000) > 0));
        lock.lock();
        condition.signal();
        sleep(2);
        endWith(waiter);

        assertEquals(List.of("signalled"), happened);
    }

    @Test
    void whateverIsThrownInWhoWaitsForTheLockHasItAgain() {
        Greenlet<Void> waiter = waiter("signalled");
        lock.lock();
        condition.signal();
        sleep();
        waiter.kill(new IllegalStateException(), false, null);
        sleep();
        sleep();
        endWith(waiter);

        assertEquals(List.of("signalled"), happened);
    }

    @Test
    void allThatIsThrownInMeanwhileSurfacesLater() {
        Greenlet<Void> waiter = waiter("signalled", () -> {
            condition.await();
            for (int i = 0; i < 2; i++) {
                happened.add(assertThrows(IllegalStateException.class, () -> sleep()).getMessage());
            }
        });
        lock.lock();
        condition.signal();
        for (String kill : List.of("1", "2")) {
            sleep();
            waiter.kill(new IllegalStateException(kill), false, null);
            sleep();
        }
        sleep();
        endWith(waiter);

        assertEquals(List.of("1", "2", "signalled"), happened);
    }

    @Test
    void whoCanNeverHaveTheLockAgainIsToldSo() throws Exception {
        lock.lock();
        Greenlet<Void> keeps = spawn(lock::lock);

        assertThrows(LoopExit.class, () -> condition.await(1, TimeUnit.SECONDS));
        assertTrue(keeps.isReady());
        assertFalse(lock.isOwned());
    }
}
