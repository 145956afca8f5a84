package gevent.hub;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static gevent.Gevent.spawnLater;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Action;
import gevent.Greenlet;
import gevent.lock.Semaphore;
import gevent.queue.Queue;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The end of a hub: what becomes of its greenlets, and of those that wait for them. */
@ExtendWith(FreshHub.class)
class HubCloseTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final List<Object> seen = new ArrayList<>();

    @Test
    void closedItIsGone() {
        Hub hub = Hub.get();
        hub.close();
        hub.close();

        assertTrue(hub.isClosed());
        assertNull(Hub.getIfExists());
        assertNotSame(hub, Hub.get());
    }

    @Test
    void closingTellsItsGreenletsToExit() {
        Greenlet<Void> g = spawn(() -> {
            try {
                sleep(HOUR);
            } finally {
                sleep();
                seen.add("cleaned up");
            }
        });
        sleep();

        Hub.get().close();

        assertTrue(g.isDead() && g.isSuccessful());
        assertEquals(List.of("cleaned up"), seen);
    }

    @Test
    void aWaitThatWasDecidedBeforeTheCloseEndsAsItWasDecided() {
        Waiter<String> decided = new Waiter<>();
        Greenlet<String> g = spawn(() -> assertThrows(IllegalStateException.class, decided::get).getMessage());
        sleep();

        // Another thread does so, and has not come to wake the greenlet yet.
        decided.end(new IllegalStateException("decided"));
        Hub.get().close();

        assertEquals("decided", g.get());
    }

    @Test
    void closingEndsThoseThatHaveNotBegun() {
        VirtualTime time = VirtualTime.onNewHub();
        Greenlet<Void> later = spawnLater(HOUR, () -> {
            seen.add("ran");
        });
        Greenlet<Void> soon = spawn(() -> {
            seen.add("ran");
        });

        Hub.get().close();

        assertTrue(later.isDead() && later.isSuccessful());
        assertTrue(soon.isDead() && soon.isSuccessful());
        assertEquals(List.of(), seen);
        assertEquals(Duration.ZERO, time.passed(), "it waited for nothing");
    }

    @Test
    void closingDoesNotWaitForEver() {
        VirtualTime time = VirtualTime.onNewHub();
        Greenlet<Void> stubborn = spawn(() -> {
            while (true) {
                try {
                    sleep(HOUR);
                } catch (GreenletExit e) {
                    seen.add("refused");
                }
            }
        });
        sleep();

        Hub.get().close();

        assertEquals(List.of("refused"), seen);
        assertInstanceOf(HubDestroyed.class, stubborn.exception());
        assertEquals(Duration.ofSeconds(1), time.passed());
    }

    @Test
    void closingCallsTheLinksOfWhatItEnds() {
        Greenlet<Void> g = spawn(() -> sleep(HOUR));
        g.rawlink(seen::add);
        sleep();

        Hub.get().close();

        assertEquals(List.of(g), seen);
    }

    @Test
    void closingEndsTheWaitOfAnotherThread() throws Exception {
        Greenlet<Void> g = spawn(() -> sleep(HOUR));
        OtherThread joiner = OtherThread.startVirtual(() -> {
            g.join();
            return g.isDead();
        });
        sleep();
        OtherThread.awaitState(joiner.thread(), Thread.State.WAITING);

        Hub.get().close();

        assertEquals(true, joiner.result());
    }

    @Test
    void closingCallsTheLinksOfThoseThatHaveNotBegun() {
        Greenlet<Void> g = spawnLater(HOUR, () -> { });
        g.rawlink(seen::add);

        Hub.get().close();

        assertEquals(List.of(g), seen);
    }

    @Test
    void closingCallsTheLinksOfThoseThatEndInTheLastMoment() {
        VirtualTime.onNewHub();
        Greenlet<Void> g = spawn(() -> {
            try {
                sleep(HOUR);
            } finally {
                sleep(1);
            }
        });
        g.rawlink(seen::add);
        sleep();

        Hub.get().close();

        assertEquals(List.of(g), seen);
    }

    @Test
    void closingInACallbackIsRefused() {
        Reported reported = Reported.here();
        Hub.get().runCallback(Hub.get()::close);
        Hub.get().join();

        assertInstanceOf(BlockingSwitchOutError.class, reported.errors().getFirst());
        assertFalse(Hub.get().isClosed());
    }

    @Test
    void onlyItsMainMayCloseIt() throws Exception {
        Hub hub = Hub.get();
        OtherThread other = OtherThread.start(() -> {
            hub.close();
            return null;
        });

        assertThrows(InvalidThreadUseError.class, other::result);
        assertEquals(InvalidThreadUseError.class,
                spawn(() -> assertThrows(InvalidThreadUseError.class, hub::close).getClass()).get());
    }

    @Test
    void itsPollerIsClosedWithItOnce() {
        VirtualTime time = VirtualTime.onNewHub();
        Hub.get().close();
        time.pass(HOUR);

        assertEquals(1, time.closed);
    }

    @Test
    void aClosedOneRefusesCallbacks() throws Exception {
        Hub hub = Hub.get();
        hub.close();

        assertThrows(HubDestroyed.class, () -> hub.loop().execute(() -> { }));
        assertThrows(HubDestroyed.class, () -> hub.runCallback(() -> { }));
        assertThrows(HubDestroyed.class, () -> hub.spawn(() -> 1));
        assertFalse(OtherThread.run(() -> hub.loop().offer(() -> { })));
    }

    /** No callback is taken and then forgotten, however close it comes to the end. */
    @Test
    void whatIsTakenWhileItClosesRuns() throws Exception {
        for (int i = 0; i < 300; i++) {
            Hub hub = Hub.get();
            AtomicInteger ran = new AtomicInteger();
            OtherThread other = OtherThread.start(() -> {
                int taken = 0;
                while (hub.loop().offer(ran::incrementAndGet)) {
                    taken++;
                }
                return taken;
            });
            sleep();
            hub.close();

            assertEquals(other.result(), ran.get());
        }
    }

    @Test
    void aClosedOneDoesNotTurn() {
        Hub hub = Hub.get();
        hub.close();

        assertThrows(HubDestroyed.class, () -> hub.loop().runOnce());
    }

    @Test
    void anErrorInALinkThatClosingCallsIsReported() {
        VirtualTime.onNewHub();
        Reported reported = Reported.here();
        IllegalStateException failure = new IllegalStateException("of a link");
        Greenlet<Void> stubborn = spawn(HubCloseTest::refuseToExit);
        stubborn.rawlink(_ -> {
            throw failure;
        });
        sleep();

        Hub.get().close();

        assertEquals(List.of(failure), reported.errors());
    }

    private static void refuseToExit() {
        while (true) {
            try {
                sleep(HOUR);
            } catch (GreenletExit e) {
                sleep(HOUR);
            }
        }
    }

    @Test
    void aGreenletOfAClosedHubCannotBeStarted() {
        Greenlet<?> g = new Greenlet<>(() -> null);
        Hub.get().close();

        assertThrows(HubDestroyed.class, g::start);
    }

    @Test
    void aGreenletOfAClosedHubThatWasNotStartedIsNotWaitedFor() {
        Greenlet<?> g = new Greenlet<>(() -> null);
        Hub.get().close();

        assertThrows(HubDestroyed.class, () -> g.join());
    }

    @Test
    void aGreenletOfAClosedHubThatWasNotStartedCanBeKilled() {
        Greenlet<?> g = new Greenlet<>(() -> null);
        Hub.get().close();

        g.kill();

        assertTrue(g.isDead());
    }

    @Test
    void aGreenletOfAThreadThatHasEndedIsNotWaitedFor() throws Exception {
        List<Greenlet<?>> made = new ArrayList<>();
        Thread careless = Thread.ofPlatform().start(() -> made.add(spawn(() -> null)));
        careless.join();

        made.getFirst().join();
        assertThrows(HubDestroyed.class, () -> made.getFirst().get());
    }

    @Test
    void aCallbackThatIsStillQueuedMayNotWait() {
        Hub hub = Hub.get();
        List<Throwable> errors = new ArrayList<>();
        hub.setErrorHandler((_, error) -> errors.add(error));
        Greenlet<?> last = spawn(() -> {
            hub.runCallback(() -> sleep(HOUR));
        });
        last.rawlink(_ -> hub.loop().offer(() -> sleep(HOUR)));

        hub.close();

        assertNull(Hub.getIfExists(), "a callback has made a new hub");
        errors.forEach(error -> assertInstanceOf(BlockingSwitchOutError.class, error));
    }

    @Test
    void aTimerThatIsStillRunningDoesNotMakeItWait() {
        VirtualTime time = VirtualTime.onNewHub();
        Hub hub = Hub.get();
        hub.loop().timer(HOUR).start(() -> { });
        spawn(() -> sleep(HOUR));
        sleep();

        hub.close();

        assertEquals(Duration.ZERO, time.passed());
    }

    /** Nothing is handed to a greenlet that never runs again. */
    @Test
    void aPermitAndAnItemGoToTheLiving() throws Exception {
        Semaphore permits = new Semaphore(0);
        Queue<String> items = new Queue<>();
        OtherThread.run(() -> {
            Reported.here();
            for (Action wait : List.<Action>of(permits::acquire, items::get)) {
                spawn(() -> {
                    while (true) {
                        try {
                            wait.run();
                        } catch (GreenletExit refused) {
                            // It waits again.
                        }
                    }
                });
            }
            sleep();
            Hub.get().close();
            return null;
        });
        permits.release();
        items.put("item");

        assertTrue(permits.tryAcquire());
        assertEquals("item", items.getNowait());
    }
}
