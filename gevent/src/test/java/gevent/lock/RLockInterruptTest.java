package gevent.lock;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.Event;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Interrupted;
import gevent.hub.OtherThread;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lock against interrupts, kills and timeouts of those who wait for it. */
@ExtendWith(FreshHub.class)
class RLockInterruptTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final RLock lock = new RLock();
    private final List<Object> happened = new ArrayList<>();

    @Test
    void lockInterruptiblyIsRefusedToWhoIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThrows(InterruptedException.class, lock::lockInterruptibly);
        assertFalse(lock.isLocked());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void lockInterruptiblyIsEndedByAnInterrupt() throws Exception {
        Event begun = new Event();
        lock.acquire();
        OtherThread other = OtherThread.start(() -> {
            begun.set();
            return assertThrows(InterruptedException.class, lock::lockInterruptibly);
        });
        until(begun::isSet);
        other.thread().interrupt();

        assertTrue(((Throwable) other.result()).getCause() == null
                || ((Throwable) other.result()).getCause() instanceof Interrupted);
        lock.release();
        assertFalse(lock.isLocked());
    }

    @Test
    void tryLockForATimeIsEndedByAnInterrupt() throws Exception {
        Event begun = new Event();
        lock.acquire();
        OtherThread other = OtherThread.start(() -> {
            begun.set();
            return assertThrows(InterruptedException.class, () -> lock.tryLock(1, TimeUnit.MINUTES));
        });
        until(begun::isSet);
        other.thread().interrupt();
        other.result();

        lock.release();
        assertFalse(lock.isLocked());
    }

    @ParameterizedTest
    @EnumSource
    void lockIsNotEndedByAnInterruptWhichIsKept(Setting setting) throws Exception {
        AtomicReference<Thread> locking = new AtomicReference<>();
        lock.acquire();
        Callable<Boolean> waiting = setting.start(() -> {
            locking.set(Thread.currentThread());
            lock.lock();
            boolean interrupted = Thread.interrupted();
            boolean owned = lock.isOwned();
            lock.unlock();
            return interrupted && owned;
        });
        until(() -> lock.waiting() == 1);
        locking.get().interrupt();
        // Whoever takes an interrupt for the end of the wait has time to do so.
        sleep(0.005);
        lock.release();

        assertTrue(waiting.call());
        assertFalse(lock.isLocked());
    }

    @Test
    void whoIsInterruptedAlreadyMayLock() throws Exception {
        Greenlet<Boolean> waiting = spawn(() -> {
            Thread.currentThread().interrupt();
            lock.lock();
            lock.unlock();
            return Thread.interrupted();
        });
        lock.lock();
        sleep();
        lock.unlock();

        assertTrue(waiting.get());
    }

    @Test
    void anInterruptDoesNotCostThePlaceInTheLine() {
        lock.acquire();
        List<Greenlet<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int n = i;
            waiting.add(spawn(() -> {
                lock.lock();
                happened.add(n);
                lock.unlock();
            }));
        }
        sleep();
        waiting.getFirst().thread().interrupt();
        sleep();
        lock.release();
        waiting.forEach(Greenlet::join);

        assertEquals(List.of(0, 1), happened);
    }

    @Test
    void anInterruptThatComesWithTheLockDoesNotCostIt() {
        lock.acquire();
        Greenlet<Boolean> waiting = spawn(() -> {
            lock.lock();
            lock.unlock();
            return Thread.interrupted();
        });
        sleep();
        waiting.thread().interrupt();
        lock.release();
        assertTrue(waiting.get());

        assertFalse(lock.isLocked());
    }

    @Test
    void whoIsInterruptedJustWhenItWasItsTurnIsTheNext() {
        lock.acquire();
        List<Greenlet<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int n = i;
            waiting.add(spawn(() -> {
                lock.lock();
                happened.add(n);
                sleep();
                lock.unlock();
            }));
        }
        sleep();
        lock.release();
        waiting.getFirst().throwIn(new Interrupted());
        waiting.forEach(Greenlet::join);

        assertEquals(List.of(1, 0, 2), happened);
    }

    @Test
    void whoIsInterruptedJustWhenItWasItsTurnTakesTheLockThatIsLeft() {
        lock.acquire();
        Greenlet<Boolean> waiting = spawn(() -> {
            lock.lock();
            lock.unlock();
            return Thread.interrupted();
        });
        sleep();
        lock.release();
        waiting.throwIn(new Interrupted());

        assertTrue(waiting.get());
        assertFalse(lock.isLocked());
    }

    @Test
    void killAndTimeoutEndLock() {
        lock.acquire();
        Greenlet<Void> killed = spawn(lock::lock);
        Greenlet<Void> late = spawn(() -> {
            assertThrows(Timeout.class, () -> withTimeout(SHORT, () -> {
                lock.lock();
                return null;
            }));
        });
        sleep();
        killed.kill();
        late.get();

        assertEquals(0, lock.waiting());
        lock.release();
        assertFalse(lock.isLocked());
    }

    @Test
    void tryLockForATimeIsRefusedToWhoIsInterrupted() {
        Thread.currentThread().interrupt();

        assertThrows(InterruptedException.class, () -> lock.tryLock(1, TimeUnit.MINUTES));
        assertFalse(lock.isLocked());
    }
}
