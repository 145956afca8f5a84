package gevent.lock;

import static gevent.Gevent.sleep;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.event.Event;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    void itIsReadyBeforeWhatIsWaitedForBesides() {
        assertEquals(List.of(endless), Gevent.await(List.of(new Event(), endless), Duration.ofMinutes(1), 1));
    }
}
