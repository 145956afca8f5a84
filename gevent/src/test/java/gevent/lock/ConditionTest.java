package gevent.lock;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What those who have an RLock wait for. */
@ExtendWith(FreshHub.class)
class ConditionTest {
    private static final class Killed extends Error {
    }

    private final RLock lock = new RLock();
    private final Condition condition = lock.newCondition();
    private final AtomicInteger waiting = new AtomicInteger();      // counted up with the lock held
    private final List<Object> happened = new ArrayList<>();

    private interface Wait {
        Object await() throws Exception;
    }

    /** Takes the lock, waits, and tells how that ended. */
    private Object withLock(Wait wait) throws Exception {
        lock.lock();
        try {
            waiting.incrementAndGet();
            return wait.await();
        } finally {
            lock.unlock();
        }
    }

    private Boolean awaitSignal() throws Exception {
        return (Boolean) withLock(() -> {
            condition.await();
            return lock.isOwned();
        });
    }

    /** Who has the lock knows that those who count as waiting have given it back, so they do wait. */
    private void lockWhen(int wait) {
        until(() -> waiting.get() == wait);
        lock.lock();
    }

    // ---- wherever the parties are

    @ParameterizedTest
    @EnumSource
    void aSignalWakesWhoWaitsAndHeHasTheLockAgain(Setting setting) throws Exception {
        Callable<Boolean> waiter = setting.start(this::awaitSignal);
        lockWhen(1);
        condition.signal();
        lock.unlock();

        assertTrue(waiter.call());
        assertFalse(lock.isLocked());
    }

    @ParameterizedTest
    @EnumSource
    void signalAllWakesAll(Setting setting) throws Exception {
        List<Callable<Boolean>> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(setting.start(this::awaitSignal));
        }
        lockWhen(3);
        condition.signalAll();
        lock.unlock();

        for (Callable<Boolean> waiter : waiters) {
            assertTrue(waiter.call());
        }
    }

    @ParameterizedTest
    @EnumSource
    void mainIsSignalledFromElsewhere(Setting setting) throws Exception {
        lock.lock();
        Callable<Integer> signaller = setting.start(() -> {
            lock.lock();
            condition.signal();
            lock.unlock();
            return 7;
        });
        try (var _ = Hub.get().async()) {
            condition.await();
        }
        assertTrue(lock.isOwned());
        lock.unlock();
        assertEquals(7, signaller.call());
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsTooLongHasTheLockAgain(Setting setting) throws Exception {
        assertEquals(List.of(false, true), setting.start(() -> withLock(
                () -> List.of(condition.await(1, TimeUnit.MILLISECONDS), lock.isOwned()))).call());
        assertFalse(lock.isLocked());
    }

    // ---- on one hub

    private Greenlet<Void> waiter(Object name) {
        return spawn(() -> {
            awaitSignal();
            happened.add(name);
        });
    }

    private void signal() {
        lock.lock();
        condition.signal();
        lock.unlock();
    }

    @Test
    void whoCameFirstIsSignalledFirst() {
        List<Greenlet<Void>> waiters = List.of(waiter(1), waiter(2), waiter(3));
        lockWhen(3);
        lock.unlock();
        for (int n = 1; n <= 3; n++) {
            signal();
            joinall(waiters, n);
            assertEquals(n, happened.size());
        }
        assertEquals(List.of(1, 2, 3), happened);
    }

    @Test
    void theLockIsGivenBackAltogetherAndTakenAsDeepAsItWas() {
        Greenlet<String> deep = spawn(() -> {
            lock.lock();
            lock.lock();
            awaitSignal();
            return lock.toString().replaceFirst(".*, ", "");
        });
        lockWhen(1);
        condition.signal();
        lock.unlock();

        assertEquals("depth 2>", deep.get());
    }

    @Test
    void onlyWhoHasTheLockMayUseIt() {
        assertThrows(IllegalMonitorStateException.class, condition::await);
        assertThrows(IllegalMonitorStateException.class, condition::signal);
        assertThrows(IllegalMonitorStateException.class, condition::signalAll);
    }

    @Test
    void aSignalForNobodyIsForgotten() throws Exception {
        signal();
        lock.lock();

        assertFalse(condition.await(1, TimeUnit.MILLISECONDS));
    }

    @Test
    void timeIsUpNoSoonerAndNoLaterThanItWasSaid() throws Exception {
        VirtualTime time = VirtualTime.onNewHub();
        lock.lock();

        assertEquals(0, condition.awaitNanos(1_000));
        assertEquals(Duration.ofNanos(1_000), time.passed());
        assertFalse(condition.awaitUntil(new Date(0)));
    }

    @Test
    void itTellsHowMuchTimeIsLeft() throws Exception {
        VirtualTime.onNewHub();
        RLock own = new RLock();
        Condition soon = own.newCondition();
        sleep(5);
        own.lock();
        spawn(() -> {
            sleep(1);
            own.lock();
            soon.signal();
            own.unlock();
        });

        assertEquals(Duration.ofSeconds(9).toNanos(), soon.awaitNanos(Duration.ofSeconds(10).toNanos()));
    }

    @Test
    void aSignalIsForWhoStillWaits() {
        Greenlet<Void> killed = waiter("killed");
        Greenlet<Void> next = waiter("next");
        lockWhen(2);
        lock.unlock();
        killed.kill();
        signal();
        next.join();

        assertEquals(List.of("next"), happened);
    }

    @Test
    void whoIsKilledHasTheLockAgainFirst() {
        AtomicBoolean owned = new AtomicBoolean();
        Greenlet<Object> killed = spawn(() -> withLock(() -> {
            try {
                return awaitSignal();
            } finally {
                owned.set(lock.isOwned());
            }
        }));
        lockWhen(2);
        killed.kill(new Killed(), false, null);
        sleep();
        assertFalse(killed.isDead());
        lock.unlock();
        assertThrows(Killed.class, killed::get);

        assertTrue(owned.get());
    }

    @Test
    void aKillThatComesAfterTheSignalDoesNotWasteIt() {
        Greenlet<Void> signalled = spawn(() -> {
            awaitSignal();
            happened.add("signalled");
            sleep(0.001);
            happened.add("not killed");
        });
        lockWhen(1);
        condition.signal();
        signalled.kill(new Killed(), false, null);
        sleep();
        lock.unlock();

        assertThrows(Killed.class, signalled::get);
        assertEquals(List.of("signalled"), happened);
    }

    @Test
    void anInterruptEndsAWait() throws Exception {
        OtherThread other = OtherThread.start(() -> withLock(
                () -> List.of(assertThrows(InterruptedException.class, condition::await), lock.isOwned())));
        lockWhen(1);
        lock.unlock();
        other.thread().interrupt();

        assertEquals(true, ((List<?>) other.result()).get(1));
        assertFalse(lock.isLocked());
    }

    @Test
    void anInterruptThatComesAfterTheSignalDoesNotWasteIt() throws Exception {
        OtherThread other = OtherThread.start(() -> withLock(() -> {
            condition.awaitUninterruptibly();
            return Thread.interrupted();
        }));
        lockWhen(1);
        condition.signal();
        // It waits for the lock now, or is about to: the interrupt must not cost it the signal.
        other.thread().interrupt();
        lock.unlock();

        assertEquals(true, other.result());
        assertFalse(lock.isLocked());
    }

    @Test
    void aSignalBeforeADeadlineIsInTime() throws Exception {
        Greenlet<?> signaller = spawn(this::signal);
        lock.lock();

        assertTrue(condition.awaitUntil(new Date(Long.MAX_VALUE)));
        lock.unlock();
        signaller.join();
    }

    @Test
    void aSignalThatNobodyGivesEndsMainsWait() {
        lock.lock();

        assertThrows(LoopExit.class, condition::await);
        assertTrue(lock.isOwned());
        lock.unlock();
    }

    @Test
    void whoDoesNotOwnTheLockDoesNotWait() {
        assertThrows(IllegalMonitorStateException.class, condition::await);
        Greenlet<Void> waiter = waiter("signalled");
        lockWhen(1);
        condition.signal();
        lock.unlock();
        waiter.join();

        assertEquals(List.of("signalled"), happened);
    }

    @Test
    void onlyWhoHasTheLockMaySignalAll() {
        Greenlet<Void> waiter = waiter("signalled");
        lockWhen(1);
        lock.unlock();

        assertThrows(IllegalMonitorStateException.class, condition::signalAll);
        assertEquals(List.of(), happened);
        signal();
        waiter.join();
    }

    @Test
    void itTellsWhoseLockItIs() {
        assertEquals("<condition of <RLock free>>", condition.toString());
    }
}
