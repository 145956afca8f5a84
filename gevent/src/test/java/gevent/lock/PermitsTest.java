package gevent.lock;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.event.Setting.until;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.LoopExit;
import gevent.hub.OtherThread;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The permits of a semaphore: which of several hubs serves their waiters, and which wait is in vain. */
@ExtendWith(FreshHub.class)
class PermitsTest {
    private static final class Killed extends Error {
    }

    private final Semaphore none = new Semaphore(0);
    private final List<Object> happened = new ArrayList<>();

    @Test
    void aReleaseWithoutAHubCallsAllLinks() throws Exception {
        OtherThread.run(() -> {
            none.rawlink(_ -> happened.add(1));
            none.rawlink(_ -> happened.add(2));
            return none.release();
        });

        assertEquals(List.of(1, 2), happened);
    }

    @Test
    void aPermitIsKeptForWhoCameFirstHere() throws Exception {
        Greenlet<Boolean> here = spawn(() -> none.acquire());
        sleep();
        OtherThread other = OtherThread.start(() -> none.acquire());
        until(() -> none.linkCount() == 2);
        none.release();

        assertEquals(2, none.linkCount());
        here.join();
        none.release();
        assertEquals(true, other.result());
    }

    @Test
    void noPermitIsKeptForWhoWaitsNoMore() throws Exception {
        Greenlet<Boolean> killed = spawn(() -> assertThrows(Killed.class, none::acquire) != null);
        sleep();
        OtherThread other = OtherThread.start(() -> none.acquire());
        until(() -> none.linkCount() == 2);
        killed.throwIn(new Killed());
        none.release();

        assertEquals(true, other.result());     // while this hub stands still
        assertTrue(killed.get());
    }

    @Test
    void whoWasServedElsewhereIsInTheLineNoMore() throws Exception {
        Hub.get();
        CountDownLatch waits = new CountDownLatch(1);
        CountDownLatch served = new CountDownLatch(1);
        OtherThread other = OtherThread.start(() -> {
            Greenlet<Boolean> waiting = spawn(() -> none.acquire());
            sleep();
            waits.countDown();
            served.await();
            return waiting.get();
        });
        waits.await();
        none.release();

        assertEquals(0, none.linkCount());
        served.countDown();
        assertEquals(true, other.result());
    }

    @Test
    void whoComesWhileOthersAreServedIsServedNext() {
        Greenlet<?> first = spawn(() -> {
            none.acquire();
            none.release();
        });
        sleep();
        none.release();
        Greenlet<Boolean> next = spawn(() -> none.acquire());

        first.join();
        assertTrue(next.get());
    }

    @Test
    void mainWaitsForWhatAThreadReleasesThatHasReleasedBefore() throws Exception {
        OtherThread other = OtherThread.start(() -> {
            none.release();
            until(() -> none.linkCount() == 1);
            return none.release();
        });
        while (none.counter() == 0) {
            Thread.onSpinWait();
        }

        assertTrue(none.acquire());
        assertTrue(none.acquire());
        other.result();
    }

    @Test
    void mainWaitsForAThreadThatHasTriedToTakeOne() throws Exception {
        CountDownLatch tried = new CountDownLatch(1);
        OtherThread other = OtherThread.start(() -> {
            assertFalse(none.tryAcquire());
            tried.countDown();
            until(() -> none.linkCount() == 1);
            return none.release();
        });
        tried.await();

        assertTrue(none.acquire());
        other.result();
    }

    @Test
    void aPermitThatNobodyReleasesEndsTheWaitForSeveral() {
        assertThrows(LoopExit.class, () -> Gevent.await(List.of(new Semaphore(0))));
    }

    @Test
    void aLoopExitNamesTheSemaphore() {
        Greenlet<Boolean> stuck = spawn(() -> none.acquire());
        String exit = assertThrows(LoopExit.class, stuck::join).getMessage();
        none.release();
        stuck.join();

        assertTrue(exit.contains("<Semaphore counter=0, 1 waiting>"), exit);
    }
}
