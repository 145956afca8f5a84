package gevent.lock;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.Event;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A lock that belongs to a greenlet. */
@ExtendWith(FreshHub.class)
class RLockTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final int ROUNDS = 1_000;

    private final RLock lock = new RLock();
    private final List<Object> happened = new ArrayList<>();
    private int shared;

    // ---- wherever the parties are

    @ParameterizedTest
    @EnumSource
    void whatOneHasTheOtherCannotTake(Setting setting) throws Exception {
        lock.acquire();

        assertFalse(setting.start(lock::tryLock).call());
        lock.release();
        assertTrue(setting.start(() -> {
            boolean taken = lock.tryLock();
            lock.release();
            return taken;
        }).call());
    }

    @Test
    void oneThatAnotherThreadHasIsNotGivenUp() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        OtherThread other = OtherThread.start(() -> {
            lock.lock();
            taken.countDown();
            until(() -> lock.waiting() == 1);
            lock.unlock();
            return null;
        });
        taken.await();

        lock.lock();

        assertTrue(lock.isOwned());
        lock.unlock();
        other.result();
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsTooLongDoesNotGetIt(Setting setting) throws Exception {
        lock.acquire();

        assertFalse(setting.start(() -> lock.acquire(SHORT)).call());
        lock.release();
        assertFalse(lock.isLocked());
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsGetsItWhenItIsGivenBack(Setting setting) throws Exception {
        lock.acquire();
        Event begun = new Event();
        Callable<Boolean> waiting = setting.start(() -> {
            begun.set();
            lock.acquire();
            boolean owned = lock.isOwned();
            lock.release();
            return owned;
        });
        until(begun::isSet);
        lock.release();

        assertTrue(waiting.call());
        assertFalse(lock.isLocked());
    }

    @ParameterizedTest
    @EnumSource
    void mainGetsWhatAnotherGivesBack(Setting setting) throws Exception {
        Event taken = new Event();
        Callable<Integer> other = setting.start(() -> {
            lock.acquire();
            taken.set();
            sleep(0.001);
            lock.release();
            return 7;
        });
        until(taken::isSet);
        try (var _ = Hub.get().async()) {
            assertTrue(lock.acquire());
        }
        assertEquals(7, other.call());
        lock.release();
    }

    @ParameterizedTest
    @EnumSource
    void itExcludesOthers(Setting setting) throws Exception {
        List<Callable<Void>> parties = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parties.add(setting.start(() -> {
                for (int n = 0; n < ROUNDS; n++) {
                    lock.lock();
                    lock.lock();
                    int before = shared;
                    lock.unlock();
                    if (n % 100 == 0) {
                        sleep();
                    }
                    shared = before + 1;
                    lock.unlock();
                }
                return null;
            }));
        }
        for (Callable<Void> party : parties) {
            party.call();
        }

        assertEquals(4 * ROUNDS, shared);
        assertFalse(lock.isLocked());
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotHaveItCannotGiveItBack(Setting setting) throws Exception {
        lock.acquire();

        IllegalMonitorStateException refused = setting.start(
                () -> assertThrows(IllegalMonitorStateException.class, lock::release)).call();
        assertTrue(refused.getMessage().startsWith("cannot release un-acquired lock"), refused::getMessage);
        assertTrue(lock.isOwned());
        lock.release();
    }

    // ---- on one hub

    @Test
    void aNewOneIsFree() {
        assertFalse(lock.isLocked());
        assertNull(lock.owner());
        assertThrows(IllegalMonitorStateException.class, lock::release);
    }

    @Test
    void itIsFreeWhenItWasGivenBackAsOftenAsItWasTaken() {
        lock.acquire();
        lock.acquire(SHORT);
        lock.tryLock();
        lock.release();
        lock.release();
        assertTrue(lock.isLocked());
        lock.release();
        assertFalse(lock.isLocked());
    }

    @Test
    void whoHasItIsItsOwner() {
        Greenlet<Void> owner = spawn(() -> {
            lock.acquire();
            sleep();
            lock.release();
        });
        sleep();

        assertSame(owner, lock.owner());
        assertFalse(lock.isOwned());
        owner.join();
        assertNull(lock.owner());
    }

    @Test
    void whoCameFirstGetsItFirst() {
        lock.acquire();
        List<Greenlet<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int n = i;
            waiting.add(spawn(() -> {
                lock.acquire();
                happened.add(n);
                lock.release();
            }));
        }
        sleep();
        lock.release();
        waiting.forEach(Greenlet::join);

        assertEquals(List.of(0, 1, 2), happened);
    }

    @Test
    void whoWasKilledDoesNotGetIt() {
        lock.acquire();
        Greenlet<Boolean> killed = spawn(() -> lock.acquire());
        sleep();
        killed.kill();
        lock.release();
        sleep();

        assertFalse(lock.isLocked());
        assertTrue(lock.tryLock());
    }

    @Test
    void timeIsUpNoSoonerAndNoLaterThanItWasSaid() {
        VirtualTime time = VirtualTime.onNewHub();
        lock.acquire();
        Greenlet<Boolean> waiting = spawn(() -> lock.tryLock(1, TimeUnit.HOURS));

        assertFalse(waiting.get());
        assertEquals(Duration.ofHours(1), time.passed());
    }

    @Test
    void aNegativeTimeIsNoneForALockOfTheJdk() throws Exception {
        assertTrue(lock.tryLock(-1, TimeUnit.SECONDS));
        assertFalse(spawn(() -> lock.tryLock(-1, TimeUnit.SECONDS)).get());
    }

    @Test
    void whatNobodyGivesBackEndsMainsWait() {
        Hub.get();
        RLock ownHubs = new RLock();
        spawn(() -> ownHubs.acquire()).join();

        assertThrows(LoopExit.class, ownHubs::acquire);
        assertFalse(ownHubs.isOwned());
    }

    @Test
    void aThreadOwnsItAlsoAfterItsHubWasClosed() {
        lock.lock();
        Gevent.run(() -> assertFalse(lock.tryLock()));

        assertTrue(lock.isOwned());
        assertTrue(lock.tryLock());
        lock.unlock();
        lock.unlock();
        assertFalse(lock.isLocked());
    }

    @Test
    void itTellsWhoHasIt() {
        assertEquals("<RLock free>", lock.toString());
        lock.acquire();
        lock.acquire();
        assertEquals("<RLock of " + lock.owner() + ", depth 2>", lock.toString());
    }

    @Test
    void aHoldReleasesTheLockAtItsEnd() {
        RLock held = new RLock();
        try (Hold _ = held.hold(); Hold _ = held.hold()) {
            assertTrue(held.isOwned());
        }

        assertFalse(held.isLocked());
    }

    @Test
    void aNegativeLimitIsRefusedToItsOwnerToo() {
        lock.acquire();

        assertThrows(IllegalArgumentException.class, () -> lock.acquire(Duration.ofNanos(-1)));
        lock.release();
        assertFalse(lock.isLocked());
    }

    @Test
    void aLimitMayBeInSecondsOrATimeout() {
        assertTrue(lock.acquire(0.001));
        assertTrue(lock.acquire(new Timeout(SHORT)));
        Greenlet<Boolean> other = spawn(() -> lock.acquire(0.001) || lock.acquire(new Timeout(SHORT)));

        assertFalse(other.get());
    }
}
