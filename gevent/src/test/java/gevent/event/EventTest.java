package gevent.event;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
import gevent.Waitable;
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
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An event: set, cleared, waited for. */
@ExtendWith(FreshHub.class)
class EventTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Event event = new Event();
    private final List<Object> happened = new ArrayList<>();

    // ---- wherever the parties are

    @ParameterizedTest
    @EnumSource
    void settingItWakesWhoWaits(Setting setting) throws Exception {
        Callable<Boolean> waiting = setting.start(event::await);
        until(() -> event.linkCount() == 1);
        event.set();

        assertTrue(waiting.call());
    }

    @ParameterizedTest
    @EnumSource
    void settingItElsewhereWakesMain(Setting setting) throws Exception {
        Callable<Integer> setter = setting.start(() -> {
            until(() -> event.linkCount() == 1);
            event.set();
            return 7;
        });
        try (var _ = Hub.get().async()) {
            assertTrue(event.await());
        }
        assertEquals(7, setter.call());
    }

    @ParameterizedTest
    @EnumSource
    void settingItWakesAllWhoWait(Setting setting) throws Exception {
        List<Callable<Boolean>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(setting.start(event::await));
        }
        until(() -> event.linkCount() == 5);
        event.set();

        for (Callable<Boolean> each : waiting) {
            assertTrue(each.call());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitedIsWokenThoughItIsClearedAtOnce(Setting setting) throws Exception {
        Callable<Boolean> waiting = setting.start(() -> event.await(Duration.ofMinutes(1)));
        until(() -> event.linkCount() == 1);
        event.set();
        event.clear();

        assertTrue(waiting.call());
        assertFalse(event.isSet());
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsTooLongIsToldSo(Setting setting) throws Exception {
        assertFalse(setting.start(() -> event.await(SHORT)).call());
        assertEquals(0, event.linkCount());
    }

    @ParameterizedTest
    @EnumSource
    void whoComesWhenItIsSetDoesNotWait(Setting setting) throws Exception {
        event.set();

        assertTrue(setting.start(event::await).call());
    }

    @ParameterizedTest
    @EnumSource
    void whoComesAfterItWasClearedWaits(Setting setting) throws Exception {
        event.set();
        event.clear();

        assertFalse(setting.start(() -> event.await(SHORT)).call());
    }

    // ---- on one hub

    private Greenlet<Void> waiter(Object name) {
        return spawn(() -> {
            event.await();
            happened.add(name);
        });
    }

    @Test
    void whoWaitsIsWokenInTheOrderOfComing() {
        List<Greenlet<Void>> waiting = List.of(waiter(1), waiter(2), waiter(3));
        sleep();
        event.set();
        joinall(waiting);

        assertEquals(List.of(1, 2, 3), happened);
    }

    @Test
    void settingItLetsNobodyRun() {
        Greenlet<Void> waiting = waiter("woken");
        sleep();
        event.set();

        assertEquals(List.of(), happened);
        waiting.join();
    }

    @Test
    void waitingWhenItIsSetLetsNobodyRun() {
        Greenlet<Void> other = spawn(() -> {
            happened.add("other");
        });
        event.set();
        event.await();

        assertEquals(List.of(), happened);
        other.join();
    }

    @Test
    void whoWaitsAgainAfterItWasClearedIsWokenByTheNextSet() {
        Greenlet<Void> twice = spawn(() -> {
            event.await();
            event.clear();
            event.await();
            happened.add("twice");
        });
        sleep();
        event.set();
        sleep();
        assertEquals(List.of(), happened);
        event.set();
        twice.join();

        assertEquals(List.of("twice"), happened);
    }

    @Test
    void timeIsUpNoSoonerAndNoLaterThanItWasSaid() {
        VirtualTime time = VirtualTime.onNewHub();

        assertFalse(event.await(Duration.ofHours(1)));
        assertEquals(Duration.ofHours(1), time.passed());
    }

    @Test
    void aLimitOfZeroLetsThoseWhoAreReadySetIt() {
        spawn(event::set);

        assertTrue(event.await(Duration.ZERO));
    }

    @Test
    void aNegativeLimitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> event.await(Duration.ofNanos(-1)));
        assertEquals(0, event.linkCount());
    }

    @Test
    void whoIsKilledWaitsNoMore() {
        Greenlet<Boolean> killed = spawn(() -> event.await());
        sleep();
        killed.kill();

        assertEquals(0, event.linkCount());
        assertTrue(killed.isDead());
    }

    @Test
    void aTimeoutOfTheCallerIsThrown() {
        assertThrows(Timeout.class, () -> withTimeout(SHORT, () -> event.await()));
        assertEquals(0, event.linkCount());
    }

    @Test
    void whatOnlyMainCouldSetMainCannotWaitFor() {
        Hub.get();
        Event ownHubs = new Event();

        assertThrows(LoopExit.class, ownHubs::await);
        assertEquals(0, ownHubs.linkCount());
    }

    @Test
    void whatAnEndedThreadMadeMayBeSetByAnother() throws Exception {
        Event left = OtherThread.run(Event::new);
        OtherThread other = OtherThread.start(() -> {
            until(() -> left.linkCount() == 1);
            left.set();
            return null;
        });

        assertTrue(left.await());
        other.result();
    }

    @Test
    void mainWaitsForAnEventOfALivingHub() throws Exception {
        AsyncResult<Event> made = new AsyncResult<>();
        OtherThread other = OtherThread.start(() -> {
            Hub.get();
            Event theirs = new Event();
            made.set(theirs);
            until(() -> theirs.linkCount() == 1);
            theirs.set();
            return null;
        });
        Event theirs;
        try (var _ = Hub.get().async()) {
            theirs = made.get();
        }

        assertTrue(theirs.await());
        other.result();
    }

    @Test
    void aVirtualThreadOfNoHubWaitsToo() throws Exception {
        OtherThread virtual = OtherThread.startVirtual(() -> event.await());
        until(() -> event.linkCount() == 1);
        event.set();

        assertEquals(true, virtual.result());
    }

    @Test
    void nothingWaitsInACallback() {
        Reported reported = Reported.here();
        Hub.get().runCallback(event::await);
        sleep();
        sleep();

        assertInstanceOf(BlockingSwitchOutError.class, reported.errors().getFirst());
        assertEquals(0, event.linkCount());
    }

    // ---- links

    @Test
    void aLinkIsCalledInTheLoopWhenItIsSet() {
        event.rawlink(source -> happened.add(source));
        Hub.get();
        event.set();
        assertEquals(List.of(), happened);
        sleep();

        assertEquals(List.of(event), happened);
    }

    @Test
    void aLinkOfWhatIsSetIsCalledSoon() {
        Hub.get();
        event.set();
        event.rawlink(source -> happened.add(source));
        assertEquals(List.of(), happened);
        sleep();

        assertEquals(List.of(event), happened);
    }

    @Test
    void aLinkIsCalledOnce() {
        event.rawlink(source -> happened.add(source));
        for (int i = 0; i < 2; i++) {
            event.set();
            sleep();
            event.clear();
        }

        assertEquals(List.of(event), happened);
    }

    @Test
    void aLinkThatWasTakenBackIsNotCalled() {
        Hub.get();
        Consumer<Waitable> link = _ -> happened.add("called");
        event.rawlink(link);
        event.set();
        event.unlink(link);
        sleep();

        assertEquals(List.of(), happened);
    }

    @Test
    void takingBackWhatWasNotLinkedDoesNothing() {
        event.rawlink(_ -> happened.add("called"));
        event.unlink(_ -> { });
        event.set();
        sleep();

        assertEquals(List.of("called"), happened);
    }

    @Test
    void aLinkThatFailsIsReportedAndTheOthersAreCalled() {
        Reported reported = Reported.here();
        RuntimeException failure = new RuntimeException("of a link");
        event.rawlink(_ -> {
            throw failure;
        });
        event.rawlink(_ -> happened.add("called"));
        event.set();
        sleep();
        sleep();

        assertSame(failure, reported.errors().getFirst());
        assertEquals(List.of("called"), happened);
    }

    @Test
    void aLinkIsCalledAtOnceOnAThreadWithoutAHub() throws Exception {
        Thread there = OtherThread.run(() -> {
            event.rawlink(_ -> happened.add(Thread.currentThread()));
            event.set();
            assertEquals(1, happened.size());
            return Thread.currentThread();
        });

        assertEquals(List.of(there), happened);
    }

    @Test
    void noLinkIsNoLink() {
        assertThrows(NullPointerException.class, () -> event.rawlink(null));
    }

    @Test
    void itTellsWhetherItIsSetAndWhoWaits() {
        assertEquals("<Event clear>", event.toString());
        event.rawlink(_ -> { });
        assertEquals("<Event clear, 1 waiting>", event.toString());
        event.set();
        sleep();
        assertEquals("<Event set>", event.toString());
    }

    @Test
    void aLimitMayBeInSeconds() {
        assertFalse(event.await(0.001));
        event.set();
        assertTrue(event.await(0.001));
    }
}
