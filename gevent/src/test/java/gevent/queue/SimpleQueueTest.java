package gevent.queue;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.withTimeout;
import static gevent.queue.Line.untilGetting;
import static gevent.queue.Line.untilPutting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.Timeout;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every queue does: who gets what, who waits, and for how long. */
@ExtendWith(FreshHub.class)
class SimpleQueueTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final SimpleQueue<Object> queue = new SimpleQueue<>();
    private final SimpleQueue<Object> full = new SimpleQueue<>(1, List.of("first"));
    private final List<Object> happened = new ArrayList<>();

    // ---- wherever the parties are

    @ParameterizedTest
    @EnumSource
    void whatIsPutIsForWhoWaits(Setting setting) throws Exception {
        Callable<Object> getting = setting.start(() -> queue.get());
        untilGetting(queue, 1);
        queue.put("a");

        assertEquals("a", getting.call());
        assertTrue(queue.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void mainGetsWhatIsPutElsewhere(Setting setting) throws Exception {
        Callable<Object> putting = setting.start(() -> {
            untilGetting(queue, 1);
            queue.put("a");
            return "put";
        });
        try (var _ = Hub.get().async()) {
            assertEquals("a", queue.get());
        }
        assertEquals("put", putting.call());
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsToPutIsLetInWhenThereIsRoom(Setting setting) throws Exception {
        Callable<Object> putting = setting.start(() -> {
            full.put("second");
            return "put";
        });
        untilPutting(full, 1);

        assertEquals("first", full.get());
        assertEquals("put", putting.call());
        assertEquals("second", full.get());
    }

    @ParameterizedTest
    @EnumSource
    void whoCameFirstGetsFirst(Setting setting) throws Exception {
        List<Callable<Object>> getting = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            getting.add(setting.start(() -> queue.get()));
            untilGetting(queue, i);
        }
        for (int i = 0; i < 3; i++) {
            queue.put(i);
        }
        for (int i = 0; i < 3; i++) {
            assertEquals(i, getting.get(i).call());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoCameFirstPutsFirst(Setting setting) throws Exception {
        List<Callable<Object>> putting = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            int item = i;
            putting.add(setting.start(() -> {
                full.put(item);
                return item;
            }));
            untilPutting(full, i);
        }
        assertEquals("first", full.get());
        for (int i = 1; i <= 3; i++) {
            assertEquals(i, putting.get(i - 1).call());
            assertEquals(i, full.get());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoGetsTooLateLosesNothing(Setting setting) throws Exception {
        setting.start(() -> assertThrows(Empty.class, () -> queue.get(SHORT))).call();
        queue.put("a");

        assertEquals("<SimpleQueue of 1>", queue.toString());
        assertEquals("a", queue.get());
    }

    @ParameterizedTest
    @EnumSource
    void whoPutsTooLateHasPutNothing(Setting setting) throws Exception {
        setting.start(() -> assertThrows(Full.class, () -> full.put("second", SHORT))).call();
        full.get();

        assertEquals("<SimpleQueue of 0/1>", full.toString());
    }

    @ParameterizedTest
    @EnumSource
    void peekLeavesItForOthers(Setting setting) throws Exception {
        List<Callable<Object>> parties = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            parties.add(setting.start(i < 3 ? () -> queue.peek() : () -> queue.get()));
            untilGetting(queue, i);
        }
        queue.put("a");

        for (Callable<Object> party : parties) {
            assertEquals("a", party.call());
        }
        assertTrue(queue.isEmpty());
    }

    @ParameterizedTest
    @EnumSource
    void whatAHubPutBeforeItsEndIsNotLost(Setting setting) throws Exception {
        Callable<Object> getting = setting.start(() -> queue.get(Duration.ofMinutes(1)));
        untilGetting(queue, 1);
        OtherThread.run(() -> {
            Hub.get();
            queue.put("a");
            return null;
        });

        assertEquals("a", getting.call());
    }

    @Test
    void aVirtualThreadOfNoHubWaitsToo() throws Exception {
        OtherThread virtual = OtherThread.startVirtual(() -> queue.get());
        untilGetting(queue, 1);
        queue.put("a");

        assertEquals("a", virtual.result());
    }

    @Test
    void whoWaitsElsewhereIsServedThoughThePuttersHubStandsStill() throws Exception {
        CountDownLatch got = new CountDownLatch(1);
        SimpleQueue<Object> shared = OtherThread.run(SimpleQueue::new);
        OtherThread other = OtherThread.start(() -> {
            Object item = shared.get(Duration.ofMinutes(1));
            got.countDown();
            return item;
        });
        untilGetting(shared, 1);
        shared.put("a");
        got.await();

        assertEquals("a", other.result());
    }

    // ---- on one hub

    private Greenlet<Boolean> getter(Object name) {
        return spawn(() -> happened.add(name + " got " + queue.get()));
    }

    private Greenlet<Boolean> putter(Object item) {
        return spawn(() -> {
            full.put(item);
            return happened.add(item + " is put");
        });
    }

    @Test
    void whatWasPutFirstIsGotFirst() {
        queue.put(1);
        queue.put(2);

        assertEquals(List.of(1, 2), List.of(queue.get(), queue.getNowait()));
    }

    @Test
    void putDoesNotRunWhoGets() {
        Greenlet<Boolean> getter = getter("x");
        sleep();
        queue.put("a");
        assertEquals(List.of(), happened);
        getter.join();

        assertEquals(List.of("x got a"), happened);
    }

    @Test
    void whoRunsMayBeQuickerThanWhoWaits() {
        Greenlet<Boolean> getter = getter("x");
        sleep();
        queue.put("a");
        assertEquals("a", queue.get());
        sleep();
        assertEquals(List.of(), happened);

        queue.put("b");
        getter.join();
        assertEquals(List.of("x got b"), happened);
    }

    @Test
    void whoRunsMayTakeTheRoomThatWasMadeForWhoWaits() {
        Greenlet<Boolean> putter = putter("second");
        sleep();
        full.get();
        full.put("quicker");

        assertEquals("quicker", full.get());
        putter.join();
        assertEquals("second", full.get());
    }

    @Test
    void whoWasKilledGetsNothing() {
        Greenlet<Boolean> killed = getter("killed");
        Greenlet<Boolean> next = getter("next");
        sleep();
        killed.kill(new greenlet.GreenletExit(), false, null);
        queue.put("a");
        joinall(killed, next);

        assertEquals(List.of("next got a"), happened);
    }

    @Test
    void aKillThatComesAfterTheItemLeavesItToTheVictim() {
        Greenlet<Boolean> victim = getter("victim");
        sleep();
        queue.put("a");
        Hub.get().runCallback(() -> victim.kill(new Error("too late"), false, null));
        victim.join();

        assertEquals(List.of("victim got a"), happened);
    }

    @Test
    void whoWasKilledWhileWaitingToPutHasPutNothingAndDisturbsNoOrder() {
        SimpleQueue<Object> two = new SimpleQueue<>(3, List.of("gone", "a", "b"));
        Greenlet<Void> killed = spawn(() -> two.put("a"));
        sleep();
        killed.kill(new greenlet.GreenletExit(), false, null);
        two.get();
        killed.join();

        assertEquals(List.of("a", "b"), two.toList());
    }

    @Test
    void aTimeoutOfTheCallerIsThrown() {
        assertThrows(Timeout.class, () -> withTimeout(SHORT, () -> queue.get()));
        queue.put("a");
        assertEquals("a", queue.get());
    }

    @Test
    void timeIsUpNoSoonerAndNoLaterThanItWasSaid() {
        VirtualTime time = VirtualTime.onNewHub();

        assertThrows(Empty.class, () -> queue.get(Duration.ofHours(1)));
        assertEquals(Duration.ofHours(1), time.passed());
        assertThrows(Full.class, () -> full.put("second", Duration.ofHours(1)));
        assertEquals(Duration.ofHours(2), time.passed());
        assertThrows(Empty.class, () -> queue.peek(Duration.ofHours(1)));
        assertEquals(Duration.ofHours(3), time.passed());
    }

    @Test
    void aNegativeLimitIsRefusedThoughNobodyWouldWait() {
        Duration negative = Duration.ofNanos(-1);
        assertThrows(IllegalArgumentException.class, () -> queue.get(negative));
        assertThrows(IllegalArgumentException.class, () -> full.put("second", negative));
        assertThrows(IllegalArgumentException.class, () -> queue.put("a", negative));
        assertThrows(IllegalArgumentException.class, () -> full.get(negative));

        assertEquals("<SimpleQueue of 0>", queue.toString());
        assertEquals("<SimpleQueue of 1/1>", full.toString());
    }

    @Test
    void withoutWaitingThereIsNothingToGetOrSeeWhileItIsEmpty() {
        assertThrows(Empty.class, queue::getNowait);
        assertThrows(Empty.class, queue::peekNowait);
    }

    @Test
    void withoutWaitingNothingCanBePutWhileItIsFull() {
        assertThrows(Full.class, () -> full.putNowait("second"));
        assertEquals(List.of("first"), full.toList());
    }

    @Test
    void anItemThatNobodyPutsEndsMainsWait() {
        assertThrows(LoopExit.class, queue::get);
        assertThrows(LoopExit.class, queue::peek);
        assertThrows(LoopExit.class, () -> full.put("second"));
        assertEquals("<SimpleQueue of 0>", queue.toString());
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> queue.put(null));
        assertThrows(NullPointerException.class, () -> queue.putNowait(null));
        assertTrue(queue.isEmpty());
    }

    @Test
    void aLargerBoundLetsInWhoWaits() {
        List<Greenlet<Boolean>> putters = List.of(putter("second"), putter("third"), putter("fourth"));
        sleep();
        full.setMaxsize(3);
        joinall(putters, 2);

        assertEquals(List.of("first", "second", "third"), full.toList());
        full.setMaxsize(0);
        joinall(putters);
        assertEquals(Integer.MAX_VALUE, full.maxsize());
    }

    @Test
    void aSmallerBoundLeavesWhatIsThere() {
        SimpleQueue<Integer> shrunk = new SimpleQueue<>(0, List.of(1, 2, 3));
        shrunk.setMaxsize(2);
        assertTrue(shrunk.isFull());
        assertEquals(1, shrunk.get());

        assertThrows(Full.class, () -> shrunk.putNowait(4));
        assertEquals(List.of(2, 3), shrunk.toList());
    }

    @Test
    void itTellsHowMuchItHolds() {
        assertEquals(0, queue.size());
        assertFalse(queue.isFull());
        assertEquals(1, full.size());
        assertTrue(full.isFull());
        assertFalse(full.isEmpty());
        assertEquals(1, full.maxsize());
    }

    @Test
    void iterationGetsAgainAndAgain() {
        spawn(() -> List.of(1, 2, 3).forEach(queue::put));
        for (Object item : queue) {
            happened.add(item);
            if (item.equals(3)) {
                break;
            }
        }
        assertEquals(List.of(1, 2, 3), happened);
        assertTrue(queue.isEmpty());
    }

    @Test
    void afterWhoWaitedElsewhereOthersAreServedInTheLoopAgain() throws Exception {
        OtherThread.run(() -> assertThrows(Empty.class, () -> queue.get(SHORT)));
        Greenlet<Boolean> getter = getter("waiter");
        sleep();
        queue.put("a");

        assertEquals("a", queue.getNowait());
        queue.put("b");
        getter.join();
    }
}
