package gevent.event;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.lock.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who waits away from the setter's hub is woken by the setter, whether that hub ever turns again or not. */
@ExtendWith(FreshHub.class)
class WaiterElsewhereTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Hub hub = Hub.get();
    private final List<Object> happened = new ArrayList<>();

    /** Without turning the loop of this thread. */
    private static void assertEnds(OtherThread waiting) throws Exception {
        assertTrue(waiting.thread().join(LONG.multipliedBy(2)), "was not woken");
        waiting.result();
    }

    @ParameterizedTest
    @EnumSource(names = {"TWO_HUBS", "PLAIN_THREAD"})
    void behindALinkOfAnEvent(Setting setting) throws Exception {
        Event event = new Event();
        event.rawlink(_ -> happened.add("link"));
        OtherThread waiting = OtherThread.start(() -> setting.start(() -> event.await(LONG)).call());
        until(() -> event.linkCount() == 2);
        event.set();
        assertEnds(waiting);

        assertEquals(true, waiting.result());
        assertEquals(List.of(), happened);
        sleep();
        assertEquals(List.of("link"), happened);
    }

    @Test
    void behindALinkAndAWaiterOfThisHub() throws Exception {
        Event event = new Event();
        event.rawlink(_ -> happened.add("link"));
        Greenlet<Void> here = spawn(() -> {
            event.await();
            happened.add("waiter");
        });
        sleep();
        OtherThread waiting = OtherThread.start(() -> event.await(LONG));
        until(() -> event.linkCount() == 3);
        event.set();
        assertEnds(waiting);
        here.join();

        assertEquals(List.of("link", "waiter"), happened);
    }

    @Test
    void behindALinkOfAGreenlet() throws Exception {
        Event begun = new Event();
        Greenlet<Integer> ends = spawn(() -> 42);
        ends.rawlink(_ -> happened.add("link"));
        OtherThread waiting = OtherThread.start(() -> {
            begun.set();
            return ends.get(LONG);
        });
        until(begun::isSet);
        ends.join();

        assertEquals(42, waiting.result());
    }

    @Test
    void whoWalksOverSeveralThings() throws Exception {
        Event event = new Event();
        event.rawlink(_ -> happened.add("link"));
        OtherThread waiting = OtherThread.start(() -> Gevent.await(List.of(event), LONG, 1));
        until(() -> event.linkCount() == 2);
        event.set();
        assertEnds(waiting);

        assertEquals(List.of(event), waiting.result());
    }

    @Test
    void behindALinkOfASemaphore() throws Exception {
        Semaphore semaphore = new Semaphore(0);
        semaphore.rawlink(_ -> happened.add("link"));
        OtherThread waiting = OtherThread.start(() -> semaphore.acquire(LONG));
        until(() -> semaphore.linkCount() == 2);
        semaphore.release();
        assertEnds(waiting);

        assertEquals(true, waiting.result());
    }

    @Test
    void behindATakerOfThisHubIfThereIsAPermitForBoth() throws Exception {
        Semaphore semaphore = new Semaphore(0);
        Greenlet<Boolean> here = spawn(() -> semaphore.acquire());
        sleep();
        OtherThread waiting = OtherThread.start(() -> semaphore.acquire(LONG));
        until(() -> semaphore.linkCount() == 2);
        semaphore.release();
        Callable<Boolean> stillWaits = () -> semaphore.linkCount() == 2;
        assertTrue(stillWaits.call(), "the first one has the first permit");
        semaphore.release();
        assertEnds(waiting);

        assertEquals(true, waiting.result());
        assertFalse(here.isReady());
        assertTrue(here.get());
        assertEquals(0, semaphore.counter());
        assertFalse(hub.loop().runOnce());
    }
}
