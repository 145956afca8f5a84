package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The waiter: one wait of one greenlet, decided once. */
@ExtendWith(FreshHub.class)
class WaiterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = VirtualTime.onNewHub();
    private final Hub hub = Hub.get();
    private final Waiter<String> waiter = new Waiter<>();

    @Test
    void getReturnsTheValueThatComes() {
        hub.runCallback(() -> waiter.switchTo("value"));

        assertEquals("value", waiter.get());
    }

    @Test
    void getReturnsTheValueThatWasThereBefore() {
        waiter.switchTo("value");

        assertEquals("value", waiter.get());
        assertEquals(0, time.polls().size(), "it did not wait");
    }

    @Test
    void nullIsAValue() {
        waiter.switchTo(null);

        assertTrue(waiter.isReady());
        assertNull(waiter.get());
    }

    @Test
    void getThrowsTheExceptionThatComes() {
        Exception thrown = new Exception("checked");
        hub.runCallback(() -> waiter.throwTo(thrown));

        assertSame(thrown, assertThrows(Exception.class, waiter::get));
    }

    @Test
    void getThrowsTheExceptionThatWasThereBefore() {
        Exception thrown = new Exception("checked");
        waiter.throwTo(thrown);

        assertSame(thrown, assertThrows(Exception.class, waiter::get));
    }

    @Test
    void theFirstToDecideWins() {
        assertTrue(waiter.switchTo("first"));
        assertFalse(waiter.switchTo("second"));
        assertFalse(waiter.throwTo(new Exception()));

        assertEquals("first", waiter.get());
    }

    @Test
    void anExceptionMayWinToo() {
        assertTrue(waiter.throwTo(new IllegalStateException()));
        assertFalse(waiter.switchTo("late"));

        assertThrows(IllegalStateException.class, waiter::get);
    }

    @Test
    void itIsReadyOnceItIsDecided() {
        assertFalse(waiter.isReady());
        waiter.switchTo("value");
        assertTrue(waiter.isReady());
    }

    @Test
    void getMayBeCalledAgain() {
        waiter.switchTo("value");
        waiter.get();

        assertEquals("value", waiter.get());
    }

    @Test
    void aSecondGreenletMayNotWaitOnIt() {
        Greenlet<String> first = spawn(() -> waiter.get());
        Greenlet<?> second = spawn(() -> assertThrows(ConcurrentObjectUseError.class, waiter::get));

        second.get();
        waiter.switchTo("for the first");
        assertEquals("for the first", first.get());
    }

    @Test
    void theErrorOfTheSecondNamesTheFirst() {
        Greenlet<String> first = spawn(() -> waiter.get());
        first.setName("the first");
        Greenlet<String> message = spawn(
                () -> assertThrows(ConcurrentObjectUseError.class, waiter::get).getMessage());

        assertTrue(message.get().contains("the first"), message::value);
        waiter.switchTo(null);
        first.join();
    }

    @Test
    void itCanBeTheTargetOfALink() {
        Consumer<String> target = waiter;
        target.accept("value");

        assertEquals("value", waiter.get());
    }

    @Test
    void whoDecidesGoesOnAtOnce() {
        Greenlet<String> g = spawn(() -> waiter.get());
        sleep();

        waiter.switchTo("value");

        assertFalse(g.isDead());
        g.join();
    }

    // ---- with a limit

    @Test
    void awaitSaysThatItWasDecidedInTime() {
        hub.loop().timer(SECOND).start(() -> waiter.switchTo("value"));

        assertTrue(waiter.await(SECOND.multipliedBy(2)));
        assertEquals(SECOND, time.passed());
    }

    @Test
    void awaitSaysThatTheTimeWasUpFirst() {
        assertFalse(waiter.await(SECOND));
        assertEquals(SECOND, time.passed());
    }

    @Test
    void theTimeDecidesItToo() {
        waiter.await(SECOND);

        assertTrue(waiter.isReady());
        assertFalse(waiter.switchTo("late"));
        assertThrows(IllegalStateException.class, waiter::get);
    }

    @Test
    void awaitOfNoTimeTurnsTheLoopOnce() {
        hub.runCallback(() -> waiter.switchTo("value"));

        assertTrue(waiter.await(Duration.ZERO));
        assertFalse(new Waiter<>().await(Duration.ZERO));
    }

    @Test
    void awaitThrowsWhatWasThrownIn() {
        waiter.throwTo(new IllegalStateException());

        assertThrows(IllegalStateException.class, () -> waiter.await(SECOND));
    }

    @Test
    void aNegativeLimitIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> waiter.await(Duration.ofNanos(-1)));
    }

    @Test
    void aLimitTooLongToCountIsForEver() {
        hub.loop().timer(SECOND).start(() -> waiter.switchTo("value"));

        assertTrue(waiter.await(Duration.ofSeconds(Long.MAX_VALUE)));
    }

    @Test
    void aValueOfTheSameTurnWinsOverTheLimit() {
        Greenlet<Boolean> g = spawn(() -> waiter.await(SECOND));
        sleep();
        hub.loop().timer(SECOND).start(() -> waiter.switchTo("value"));

        assertTrue(g.get());
    }

    // ---- pending

    @Test
    void whatIsPendingEndsTheNextWait() {
        Exception pending = new Exception("pending");
        hub.mainStrand().throwIn(pending);

        assertSame(pending, assertThrows(Exception.class, waiter::get));
        assertFalse(waiter.switchTo("nobody would get it"));
    }

    @Test
    void whatIsPendingDoesNotHideAValueThatIsThere() {
        Exception pending = new Exception("pending");
        hub.mainStrand().throwIn(pending);
        waiter.switchTo("value");

        assertEquals("value", waiter.get());
        assertSame(pending, assertThrows(Exception.class, () -> new Waiter<>().get()));
    }

    @Test
    void whatIsPendingSurfacesOneByOne() {
        List<Exception> pending = List.of(new Exception("1"), new Exception("2"));
        pending.forEach(hub.mainStrand()::throwIn);

        assertSame(pending.get(0), assertThrows(Exception.class, () -> new Waiter<>().get()));
        assertSame(pending.get(1), assertThrows(Exception.class, () -> new Waiter<>().get()));
        assertFalse(hub.mainStrand().hasPending());
    }

    @Test
    void whatWasRetractedDoesNotSurface() {
        Exception pending = new Exception("pending");
        hub.mainStrand().throwIn(pending);

        assertTrue(hub.mainStrand().retract(pending));
        assertFalse(hub.mainStrand().retract(pending));
        sleep(1);
    }

    @Test
    void itsTextSaysWhatBecameOfIt() {
        assertEquals("<Waiter unused>", waiter.toString());
        waiter.switchTo("value");
        assertEquals("<Waiter got value>", waiter.toString());
    }
}
