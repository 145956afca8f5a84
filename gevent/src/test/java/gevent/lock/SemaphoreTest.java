package gevent.lock;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.Waitable;
import gevent.event.Setting;
import gevent.hub.BlockingSwitchOutError;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A semaphore: who gets a permit, and when. */
@ExtendWith(FreshHub.class)
class SemaphoreTest {
    private static final Duration SHORT = Duration.ofMillis(1);
    private static final int ROUNDS = 1_000;

    private final Semaphore none = new Semaphore(0);
    private final Semaphore one = new Semaphore();
    private final List<Object> happened = new ArrayList<>();
    private int shared;

    // ---- wherever the parties are

    @ParameterizedTest
    @EnumSource
    void aReleaseIsForWhoWaits(Setting setting) throws Exception {
        Callable<Boolean> waiting = setting.start(none::acquire);
        until(() -> none.linkCount() == 1);
        none.release();

        assertTrue(waiting.call());
        assertEquals(0, none.counter());
    }

    @ParameterizedTest
    @EnumSource
    void mainGetsWhatIsReleasedElsewhere(Setting setting) throws Exception {
        Callable<Integer> releasing = setting.start(() -> {
            until(() -> none.linkCount() == 1);
            return none.release();
        });
        try (var _ = Hub.get().async()) {
            assertTrue(none.acquire());
        }
        releasing.call();
        assertEquals(0, none.counter());
    }

    @ParameterizedTest
    @EnumSource
    void aReleaseByAHubThatEndsThenIsNotLost(Setting setting) throws Exception {
        Callable<Boolean> waiting = setting.start(() -> none.acquire(Duration.ofMinutes(1)));
        until(() -> none.linkCount() == 1);
        OtherThread.run(() -> {
            Hub.get();
            return none.release();
        });

        assertTrue(waiting.call());
    }

    @ParameterizedTest
    @EnumSource
    void whoCameFirstIsServedFirst(Setting setting) throws Exception {
        List<Callable<Boolean>> waiting = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int coming = i;
            waiting.add(setting.start(none::acquire));
            until(() -> none.linkCount() == coming);
        }
        for (int i = 0; i < 3; i++) {
            none.release();
            assertTrue(waiting.get(i).call());
            assertEquals(2 - i, none.linkCount());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsTooLongGetsNone(Setting setting) throws Exception {
        assertFalse(setting.start(() -> none.acquire(SHORT)).call());
        assertEquals(0, none.linkCount());
        assertEquals(1, none.release());
    }

    @ParameterizedTest
    @EnumSource
    void aPermitExcludesOthers(Setting setting) throws Exception {
        List<Callable<Void>> parties = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            parties.add(setting.start(() -> {
                for (int n = 0; n < ROUNDS; n++) {
                    one.acquire();
                    int before = shared;
                    if (n % 100 == 0) {
                        sleep();
                    }
                    shared = before + 1;
                    one.release();
                }
                return null;
            }));
        }
        for (Callable<Void> party : parties) {
            party.call();
        }

        assertEquals(4 * ROUNDS, shared);
        assertEquals(1, one.counter());
    }

    @ParameterizedTest
    @EnumSource
    void awaitTakesNone(Setting setting) throws Exception {
        Callable<Integer> waiting = setting.start(none::await);
        until(() -> none.linkCount() == 1);
        none.release();

        assertEquals(1, waiting.call());
        assertEquals(1, none.counter());
    }

    // ---- on one hub

    private Greenlet<Boolean> taker(Object name) {
        return spawn(() -> {
            none.acquire();
            return happened.add(name);
        });
    }

    @Test
    void aNewOneHasASinglePermit() {
        assertEquals(1, one.counter());
        assertTrue(one.tryAcquire());
        assertFalse(one.tryAcquire());
    }

    @Test
    void aNegativeNumberOfPermitsIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Semaphore(-1));
    }

    @Test
    void itIsReadyWhileItHasAPermit() {
        assertTrue(one.isReady());
        assertFalse(one.isLocked());
        one.acquire();
        assertFalse(one.isReady());
        assertTrue(one.isLocked());
    }

    @Test
    void aReleaseTellsHowManyThereAreNow() {
        assertEquals(2, one.release());
        assertEquals(3, one.release());
    }

    @Test
    void aReleaseLetsNobodyRun() {
        Greenlet<Boolean> waiting = taker("served");
        sleep();
        none.release();

        assertEquals(List.of(), happened);
        waiting.join();
    }

    @Test
    void whoRunsMayTakeAFreePermitBeforeThoseWhoWait() {
        Greenlet<Boolean> waiting = taker("served");
        sleep();
        none.release();
        assertTrue(none.tryAcquire());
        sleep();
        assertEquals(List.of(), happened);
        assertEquals(1, none.linkCount());

        none.release();
        waiting.join();
    }

    @Test
    void asManyAreServedAsThereArePermits() {
        List<Greenlet<Boolean>> waiting = List.of(taker(1), taker(2), taker(3));
        sleep();
        none.add(2);
        joinall(waiting, 2);

        assertEquals(List.of(1, 2), happened);
        assertEquals(1, none.linkCount());
        none.release();
        joinall(waiting);
    }

    @Test
    void permitsThatWereTakenAwayHaveToBeReplacedFirst() {
        none.add(-1);
        none.release();
        assertFalse(none.tryAcquire());
        none.release();
        assertTrue(none.tryAcquire());
    }

    @Test
    void whoWasKilledGetsNone() {
        Greenlet<Boolean> killed = taker("killed");
        Greenlet<Boolean> next = taker("next");
        sleep();
        killed.kill();
        none.release();
        next.join();

        assertEquals(List.of("next"), happened);
    }

    @Test
    void aKillThatComesAfterThePermitLeavesItToTheVictim() {
        Greenlet<Boolean> victim = taker("has it");
        sleep();
        none.release();
        Hub.get().runCallback(() -> victim.kill(new Error("too late"), false, null));
        victim.join();

        assertEquals(List.of("has it"), happened);
        assertTrue(victim.isSuccessful());
    }

    @Test
    void timeIsUpNoSoonerAndNoLaterThanItWasSaid() {
        VirtualTime time = VirtualTime.onNewHub();

        assertFalse(none.acquire(Duration.ofHours(1)));
        assertEquals(Duration.ofHours(1), time.passed());
    }

    @Test
    void aNegativeLimitIsRefusedThoughNobodyWouldWait() {
        assertThrows(IllegalArgumentException.class, () -> none.acquire(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> one.acquire(Duration.ofNanos(-1)));
        assertEquals(1, one.counter());
        assertEquals(0, none.linkCount());
    }

    @Test
    void aTimeoutOfTheCallerIsThrown() {
        assertThrows(Timeout.class, () -> withTimeout(SHORT, () -> none.acquire()));
        assertEquals(0, none.linkCount());
    }

    @Test
    void awaitTellsThatThereIsNoneWhenTheTimeIsUp() {
        assertEquals(0, none.await(SHORT));
        assertEquals(0, none.linkCount());
    }

    @Test
    void awaitReturnsAtOnceWhileThereIsOne() {
        assertEquals(1, one.await());
    }

    @Test
    void aPermitThatNobodyReleasesEndsMainsWait() {
        Hub.get();
        Semaphore ownHubs = new Semaphore(0);

        assertThrows(LoopExit.class, ownHubs::acquire);
        assertEquals(0, ownHubs.linkCount());
    }

    @Test
    void aFreeOneIsReadyAtOnceForWhoWaitsForSeveral() {
        assertEquals(List.of(one), Gevent.await(List.of(one)));
        assertEquals(1, one.counter());
    }

    @Test
    void whatAnEndedThreadMadeMayBeReleasedByAnother() throws Exception {
        Semaphore left = OtherThread.run(() -> new Semaphore(0));
        OtherThread other = OtherThread.start(() -> {
            until(() -> left.linkCount() == 1);
            return left.release();
        });

        assertTrue(left.acquire());
        other.result();
    }

    /** The thread that took it is the one to release it. */
    @Test
    void mainWaitsForAPermitThatAnotherThreadTook() throws Exception {
        Thread main = Thread.currentThread();
        AtomicBoolean over = new AtomicBoolean();
        OtherThread other = OtherThread.start(() -> {
            one.acquire();
            while (main.getState() == Thread.State.RUNNABLE && !over.get()) {
                Thread.onSpinWait();
            }
            return one.release();
        });
        while (one.counter() > 0) {
            Thread.onSpinWait();
        }

        try {
            assertTrue(one.acquire());
        } finally {
            over.set(true);
        }
        other.result();
    }

    @Test
    void aVirtualThreadOfNoHubWaitsToo() throws Exception {
        OtherThread virtual = OtherThread.startVirtual(() -> none.acquire());
        until(() -> none.linkCount() == 1);
        none.release();

        assertEquals(true, virtual.result());
    }

    @Test
    void aCallbackMayTakeAPermitButNotWaitForOne() {
        Reported reported = Reported.here();
        Hub.get().runCallback(() -> happened.add(one.acquire()));
        Hub.get().runCallback(one::acquire);
        sleep();
        sleep();

        assertEquals(List.of(true), happened);
        assertInstanceOf(BlockingSwitchOutError.class, reported.errors().getFirst());
    }

    // ---- links

    @Test
    void aLinkIsCalledInTheLoopAndTakesNone() {
        Hub.get();
        none.rawlink(happened::add);
        none.release();
        assertEquals(List.of(), happened);
        sleep();

        assertEquals(List.of(none), happened);
        assertEquals(1, none.counter());
    }

    @Test
    void aLinkOfAFreeOneIsCalledSoon() {
        Hub.get();
        one.rawlink(happened::add);
        assertEquals(List.of(), happened);
        sleep();

        assertEquals(List.of(one), happened);
    }

    @Test
    void aLinkThatWasTakenBackIsNotCalled() {
        Hub.get();
        Consumer<Waitable> link = happened::add;
        none.rawlink(link);
        none.release();
        none.unlink(link);
        sleep();

        assertEquals(List.of(), happened);
    }

    @Test
    void aLinkThatFailsIsReportedAndTheOthersAreServed() {
        Reported reported = Reported.here();
        RuntimeException failure = new RuntimeException("of a link");
        none.rawlink(_ -> {
            throw failure;
        });
        Greenlet<Boolean> waiting = taker("served");
        sleep();
        none.release();
        waiting.join();
        sleep();

        assertEquals(List.of("served"), happened);
        assertEquals(List.of(failure), reported.errors());
    }

    @Test
    void itTellsItsPermitsAndWhoWaits() {
        assertEquals("<Semaphore counter=1, 0 waiting>", one.toString());
        none.rawlink(_ -> { });
        assertEquals("<Semaphore counter=0, 1 waiting>", none.toString());
    }

    @Test
    void aHoldReleasesThePermitAtItsEnd() {
        Semaphore one = new Semaphore(1);
        try (Hold _ = one.hold()) {
            assertEquals(0, one.counter());
        }

        assertEquals(1, one.counter());
    }

    @Test
    void anAcquireMayBeLimitedInSeconds() {
        assertFalse(new Semaphore(0).acquire(0.001));
    }

    @Test
    void aLimitInSecondsIsNoneWhileThereIsAPermit() {
        assertTrue(one.acquire(0.001));
        assertEquals(0, none.await(0.001));
        none.release();
        assertEquals(1, none.await(0.001));
    }

    @Test
    void awaitTellsHowManyThereAreBeforeATimeoutIsUp() {
        assertEquals(1, one.await(new Timeout(SHORT)));
        assertTrue(one.acquire(new Timeout(SHORT)));
    }
}
