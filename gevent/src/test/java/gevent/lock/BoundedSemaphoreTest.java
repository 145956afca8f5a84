package gevent.lock;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.event.Setting;
import gevent.hub.FreshHub;
import gevent.hub.OtherThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A bounded semaphore: one release too many is found. */
@ExtendWith(FreshHub.class)
class BoundedSemaphoreTest {
    private final BoundedSemaphore two = new BoundedSemaphore(2);

    @Test
    void aReleaseTooManyIsRefused() {
        IllegalStateException refused = assertThrows(IllegalStateException.class, two::release);

        assertTrue(refused.getMessage().startsWith("Semaphore released too many times"), refused::getMessage);
        assertEquals(2, two.counter());
    }

    @Test
    void whatWasAcquiredMayBeReleased() {
        two.acquire();
        two.acquire();
        assertEquals(1, two.release());
        assertEquals(2, two.release());
        assertThrows(IllegalStateException.class, two::release);
    }

    @Test
    void aNewOneHasASinglePermit() {
        assertEquals(1, new BoundedSemaphore().counter());
    }

    @Test
    void oneWithoutPermitsCannotBeReleased() {
        assertThrows(IllegalStateException.class, new BoundedSemaphore(0)::release);
    }

    @ParameterizedTest
    @EnumSource
    void aReleaseIsForWhoWaits(Setting setting) throws Exception {
        two.acquire();
        two.acquire();
        Callable<Boolean> waiting = setting.start(two::acquire);
        until(() -> two.linkCount() == 1);
        two.release();

        assertTrue(waiting.call());
        assertEquals(0, two.counter());
    }

    @ParameterizedTest
    @EnumSource
    void aReleaseTooManyIsRefusedWhoeverTriesIt(Setting setting) throws Exception {
        assertThrows(IllegalStateException.class, setting.start(two::release)::call);
        assertEquals(2, two.counter());
    }

    @Test
    void aPermitOnTheWayToWhoWaitsIsNotThereTwice() {
        two.acquire();
        two.acquire();
        Greenlet<Integer> waiting = spawn(() -> {
            two.acquire();
            return two.release();
        });
        sleep();
        two.release();
        two.release();

        assertThrows(IllegalStateException.class, two::release);
        assertEquals(2, waiting.get());
    }

    @Test
    void aLinkIsCalledWithoutHoldingItsLock() throws Exception {
        List<Boolean> held = new ArrayList<>();
        OtherThread.run(() -> {
            two.acquire();
            two.acquire();
            two.rawlink(_ -> held.add(Thread.holdsLock(two)));
            return two.release();
        });

        assertEquals(List.of(false), held);
    }
}
