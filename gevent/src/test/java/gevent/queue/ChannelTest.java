package gevent.queue;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static gevent.queue.Line.untilGetting;
import static gevent.queue.Line.untilPutting;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.Interrupted;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import gevent.hub.Reported;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A channel: who puts meets who gets. */
@ExtendWith(FreshHub.class)
class ChannelTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    private final Channel<Object> channel = new Channel<>();
    private final List<Object> happened = new ArrayList<>();

    // ---- wherever the parties are

    private Callable<Object> put(Setting setting, Object item) {
        return setting.start(() -> {
            channel.put(item);
            return item;
        });
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsToPutIsMetByWhoGets(Setting setting) throws Exception {
        Callable<Object> putting = put(setting, "a");
        untilPutting(channel, 1);

        assertEquals("a", channel.get());
        assertEquals("a", putting.call());
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsToGetIsMetByWhoPuts(Setting setting) throws Exception {
        Callable<Object> getting = setting.start(() -> channel.get());
        untilGetting(channel, 1);
        channel.put("a");

        assertEquals("a", getting.call());
    }

    @ParameterizedTest
    @EnumSource
    void bothSidesAreServedInTheOrderOfComing(Setting setting) throws Exception {
        List<Callable<Object>> putting = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            putting.add(put(setting, i));
            untilPutting(channel, i);
        }
        for (int i = 1; i <= 3; i++) {
            assertEquals(i, channel.get());
            assertEquals(i, putting.get(i - 1).call());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoWaitsTooLongIsGone(Setting setting) throws Exception {
        setting.start(() -> assertThrows(Full.class, () -> channel.put("too late", SHORT))).call();
        setting.start(() -> assertThrows(Empty.class, () -> channel.get(SHORT))).call();

        assertEquals("<Channel, 0 putting, 0 getting>", channel.toString());
    }

    @Test
    void aVirtualThreadOfNoHubMeetsOthersToo() throws Exception {
        OtherThread virtual = OtherThread.startVirtual(() -> channel.get());
        untilGetting(channel, 1);
        channel.put("a");

        assertEquals("a", virtual.result());
    }

    // ---- on one hub

    private Greenlet<Boolean> getter() {
        return spawn(() -> happened.add("got " + channel.get()));
    }

    private Greenlet<Boolean> putter(Object item) {
        return spawn(() -> {
            channel.put(item);
            return happened.add("put " + item);
        });
    }

    @Test
    void aGetterThatCameFirstGoesOnBeforeItsPutter() {
        joinall(getter(), putter("a"));

        assertEquals(List.of("got a", "put a"), happened);
    }

    @Test
    void aGetterThatCameLastGoesOnBeforeItsPutter() {
        joinall(putter("a"), getter());

        assertEquals(List.of("got a", "put a"), happened);
    }

    @Test
    void nothingIsBuffered() {
        Greenlet<Boolean> putter = putter("a");
        sleep();
        assertEquals(List.of(), happened);
        putter.kill();

        assertThrows(Empty.class, channel::getNowait);
    }

    @Test
    void withoutWaitingAPutNeedsWhoWaitsForIt() {
        assertThrows(Full.class, () -> channel.putNowait("a"));
        Greenlet<Boolean> getter = getter();
        sleep();
        channel.putNowait("b");
        getter.join();

        assertEquals(List.of("got b"), happened);
    }

    @Test
    void withoutWaitingAGetNeedsWhoWaitsToPut() {
        assertThrows(Empty.class, channel::getNowait);
        Greenlet<Boolean> putter = putter("a");
        sleep();

        assertEquals("a", channel.getNowait());
        putter.join();
    }

    @Test
    void anInstantIsEnoughToMeetWhoWaits() {
        Greenlet<Boolean> putter = putter("a");
        sleep();

        assertEquals("a", channel.get(Duration.ZERO));
        putter.join();
    }

    @Test
    void aKilledGetterTakesNothing() {
        Greenlet<Boolean> killed = getter();
        sleep();
        killed.kill(new greenlet.GreenletExit(), false, null);
        Greenlet<Boolean> putter = putter("a");
        killed.join();
        sleep();

        assertEquals(List.of(), happened);
        assertEquals("a", channel.get());
        putter.join();
    }

    @Test
    void aKilledPutterGivesNothing() {
        Greenlet<Boolean> killed = putter("a");
        sleep();
        killed.kill();

        assertEquals(0, channel.balance());
        assertThrows(Empty.class, () -> channel.get(SHORT));
    }

    @Test
    void timeIsUpNoSoonerAndNoLaterThanItWasSaid() {
        VirtualTime time = VirtualTime.onNewHub();

        assertThrows(Empty.class, () -> channel.get(Duration.ofHours(1)));
        assertEquals(Duration.ofHours(1), time.passed());
        assertThrows(Full.class, () -> channel.put("a", Duration.ofHours(1)));
        assertEquals(Duration.ofHours(2), time.passed());
    }

    @Test
    void theBalanceTellsHowManyMoreWaitToPut() {
        Greenlet<Boolean> getter = getter();
        sleep();
        assertEquals(-1, channel.balance());
        channel.put("a");
        getter.join();
        assertEquals(0, channel.balance());

        List<Greenlet<Boolean>> putters = List.of(putter("b"), putter("c"));
        sleep();
        assertEquals(2, channel.balance());
        gevent.Gevent.killall(putters);
    }

    @Test
    void whomNobodyMeetsEndsMainsWait() {
        assertThrows(LoopExit.class, channel::get);
        assertThrows(LoopExit.class, () -> channel.put("a"));
        assertEquals(0, channel.balance());
    }

    @Test
    void nullIsRefused() {
        assertThrows(NullPointerException.class, () -> channel.put(null));
        assertThrows(NullPointerException.class, () -> channel.putNowait(null));
        assertEquals(0, channel.balance());
    }

    @Test
    void inACallbackNothingWaits() {
        Reported reported = Reported.here();
        Hub.get().runCallback(channel::get);
        Hub.get().runCallback(() -> channel.put("a"));
        sleep();
        sleep();

        assertEquals(List.of(Empty.class, Full.class), reported.errors().stream().map(Object::getClass).toList());
        assertEquals(0, channel.balance());
    }

    @Test
    void inACallbackWhoWaitsIsMet() {
        List<Greenlet<Boolean>> getting = List.of(getter());
        sleep();
        Hub.get().runCallback(() -> channel.put("a"));
        joinall(getting);
        Greenlet<Boolean> putting = putter("b");
        sleep();
        Hub.get().runCallback(() -> happened.add("callback got " + channel.get()));
        putting.join();

        assertEquals(List.of("got a", "callback got b", "put b"), happened);
    }

    @Test
    void whoWaitsElsewhereIsMetThoughThePuttersHubStandsStill() throws Exception {
        OtherThread other = OtherThread.start(() -> channel.get());
        until(() -> channel.balance() == -1);
        Greenlet<Boolean> putter = putter("a");
        sleep();

        assertEquals("a", other.result());
        putter.join();
    }

    @Test
    void afterWhoWaitedElsewhereOthersMeetInTheLoopAgain() throws Exception {
        OtherThread.run(() -> assertThrows(Empty.class, () -> channel.get(SHORT)));
        Greenlet<Boolean> getter = getter();
        sleep();
        Greenlet<Boolean> putter = putter("a");
        sleep();

        assertEquals("<Channel, 1 putting, 1 getting>", channel.toString());
        joinall(getter, putter);
    }

    @Test
    void severalMeetInOneTurn() {
        joinall(getter(), getter(), putter("a"), putter("b"));

        assertEquals(List.of("got a", "put a", "got b", "put b"), happened);
    }

    @Test
    void anInterruptEndsAWait() {
        Greenlet<Boolean> interrupted = spawn(() -> assertThrows(Interrupted.class, channel::get) != null);
        sleep();
        interrupted.thread().interrupt();

        assertTrue(interrupted.get());
    }

    @Test
    void aLimitMayBeInSeconds() {
        assertThrows(Full.class, () -> channel.put("a", 0.001));
        assertThrows(Empty.class, () -> channel.get(0.001));
    }
}
