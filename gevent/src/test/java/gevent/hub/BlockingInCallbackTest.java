package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import gevent.Greenlet;
import gevent.Timeout;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** BlockingSwitchOutError: what waits in a callback of the loop, where nothing may. */
@ExtendWith(FreshHub.class)
class BlockingInCallbackTest {
    private final VirtualTime time = VirtualTime.onNewHub();
    private final Hub hub = Hub.get();
    private Reported reported;

    @BeforeEach
    void report() {
        reported = Reported.here();
    }

    private void assertRefused(Runnable inCallback) {
        hub.runCallback(inCallback);
        sleep(1);

        assertEquals(1, reported.errors().size());
        assertInstanceOf(BlockingSwitchOutError.class, reported.errors().getFirst());
    }

    @Test
    void aCallbackMayNotWaitForAWaiter() {
        assertRefused(() -> new Waiter<>().get());
    }

    @Test
    void aCallbackMayNotSleep() {
        assertRefused(() -> sleep(1));
    }

    @Test
    void aCallbackMayNotGiveWay() {
        assertRefused(() -> sleep());
    }

    @Test
    void aCallbackMayNotJoin() {
        assertRefused(hub::join);
    }

    @Test
    void aCallbackMayNotTurnTheLoop() {
        assertRefused(() -> hub.loop().runOnce());
    }

    @Test
    void aTimerMayNotWait() {
        hub.loop().timer(Duration.ZERO).start(() -> sleep(1));
        sleep(1);

        assertInstanceOf(BlockingSwitchOutError.class, reported.errors().getFirst());
    }

    @Test
    void aRawLinkMayNotWait() {
        Greenlet<?> g = spawn(() -> { });
        g.rawlink(_ -> sleep(1));
        sleep(1);

        assertInstanceOf(BlockingSwitchOutError.class, reported.errors().getFirst());
    }

    @Test
    void aGreenletMayNotTurnTheLoop() {
        Greenlet<?> g = spawn(() -> assertThrows(BlockingSwitchOutError.class, () -> hub.loop().runOnce()));

        g.get();
    }

    @Test
    void aLinkMayWaitAsItRunsInAGreenlet() {
        Greenlet<?> g = spawn(() -> { });
        g.link(_ -> sleep(1));
        sleep(2);

        assertEquals(0, reported.errors().size());
    }

    @Test
    void whatIsReadyCanBeAskedForInACallback() {
        Waiter<String> ready = new Waiter<>();
        Waiter<String> result = new Waiter<>();
        ready.switchTo("there");
        hub.runCallback(() -> result.switchTo(ready.get()));

        assertEquals("there", result.get());
    }

    @Test
    void theWaitThatWasRefusedIsOver() {
        Waiter<String> waiter = new Waiter<>();
        assertRefused(waiter::get);

        assertFalse(waiter.switchTo("nobody would get it"));
    }

    @Test
    void theWaitOfMainCanStillBeEndedByATimeout() {
        hub.runCallback(() -> new Waiter<>().get());
        Timeout timeout = Timeout.start(Duration.ofSeconds(1));

        assertSame(timeout, assertThrows(Timeout.class, () -> sleep(1000)));
        assertEquals(Duration.ofSeconds(1), time.passed());
    }

    @Test
    void whatIsPendingForMainDoesNotSurfaceInACallback() {
        Exception forMain = new Exception("for main");
        hub.mainStrand().throwIn(forMain);
        Waiter<String> unused = new Waiter<>();
        hub.runCallback(() -> sleep());
        hub.runCallback(unused::get);
        hub.loop().runOnce();

        assertSame(forMain, assertThrows(Exception.class, () -> sleep()));
        sleep();
        assertEquals(2, reported.errors().stream().filter(BlockingSwitchOutError.class::isInstance).count());
    }
}
