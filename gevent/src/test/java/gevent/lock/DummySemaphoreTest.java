package gevent.lock;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.event.Event;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A semaphore without end. */
@ExtendWith(FreshHub.class)
class DummySemaphoreTest {
    private final DummySemaphore endless = new DummySemaphore();

    @ParameterizedTest
    @EnumSource
    void thereIsAlwaysOneMorePermit(Setting setting) throws Exception {
        assertTrue(setting.start(() -> endless.acquire() && endless.acquire() && endless.acquire()).call());
    }

    @Test
    void itIsNeverLocked() {
        endless.acquire();

        assertFalse(endless.isLocked());
        assertTrue(endless.isReady());
    }

    @Test
    void aReleaseChangesNothing() {
        endless.release();

        assertTrue(endless.acquire());
        assertFalse(endless.isLocked());
    }

    @Test
    void aLinkIsCalledInTheLoop() {
        List<Object> called = new ArrayList<>();
        Hub.get();
        endless.rawlink(called::add);
        assertEquals(List.of(), called);
        sleep();

        assertEquals(List.of(endless), called);
    }

    @Test
    void aLinkThatWasTakenBackIsNotCalled() {
        List<Object> called = new ArrayList<>();
        Consumer<Object> link = called::add;
        Hub.get();
        endless.rawlink(link);
        endless.unlink(link);
        sleep();

        assertEquals(List.of(), called);
        assertEquals(0, endless.linkCount());
    }

    @Test
    void nothingWaitsForIt() {
        VirtualTime time = VirtualTime.onNewHub();
        List<Object> turned = new ArrayList<>();
        Hub.get().runCallback(() -> turned.add("turned"));

        assertTrue(endless.acquire(Duration.ofDays(1)));
        assertTrue(endless.tryAcquire());
        assertEquals(1, endless.await());
        assertEquals(1, endless.await(Duration.ofDays(1)));
        assertEquals(1, endless.release());
        assertEquals(List.of(), turned);
        assertEquals(List.of(), time.polls());
    }

    @Test
    void addingOrTakingAwayPermitsChangesNothing() {
        new DummySemaphore(0).acquire();
        endless.add(-5);

        assertEquals(1, endless.counter());
        assertTrue(endless.acquire());
    }

    @Test
    void lessThanNoneCannotBeAskedFor() {
        assertThrows(IllegalArgumentException.class, () -> new DummySemaphore(-1));
        assertThrows(IllegalArgumentException.class, () -> endless.acquire(Duration.ofNanos(-1)));
        assertThrows(IllegalArgumentException.class, () -> endless.await(Duration.ofNanos(-1)));
    }

    /** So that one can take the place of the other. */
    @Test
    void itHasWhateverASemaphoreHas() {
        assertEquals(List.of(), Arrays.stream(Semaphore.class.getMethods()).filter(method -> {
            try {
                return !DummySemaphore.class.getMethod(method.getName(), method.getParameterTypes())
                        .getReturnType().equals(method.getReturnType());
            } catch (NoSuchMethodException missing) {
                return true;
            }
        }).toList());
    }

    @Test
    void itIsReadyBeforeWhatIsWaitedForBesides() {
        assertEquals(List.of(endless), Gevent.await(List.of(new Event(), endless), Duration.ofMinutes(1), 1));
    }

    @Test
    void itIsUsableWhereASemaphoreIsWanted() {
        Semaphore dummy = new DummySemaphore();
        try (Hold _ = dummy.hold()) {
            assertEquals(1, dummy.counter());
        }
        dummy.add(-5);

        assertEquals(1, dummy.release());
        assertEquals(1, dummy.await());
    }

    @Test
    void itsTextIsItsName() {
        assertEquals("<DummySemaphore>", endless.toString());
    }
}
