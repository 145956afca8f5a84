package gevent.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thread that ends without closing its hub. */
@ExtendWith(FreshHub.class)
@Timeout(60)
class ThreadEndTest {
    /** Runs code on a thread that leaves its hub open, and waits for the thread's end. */
    private static <V> V runAndEnd(Callable<V> code) throws Exception {
        FutureTask<V> task = new FutureTask<>(code);
        Thread.ofPlatform().name("short-lived").start(task).join();
        return task.get();
    }

    /** A poller that parks, tells when it is closed, and may fail then. */
    private static Poller poller(Runnable atClose) {
        return new Poller() {
            @Override
            public void add(IoWatcher watcher) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void remove(IoWatcher watcher) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void forget(Source source) {
                throw new UnsupportedOperationException();
            }

            @Override
            public void poll(long nanos, Consumer<IoWatcher> ready) {
                Thread.onSpinWait();
            }

            @Override
            public void wakeup() {
                // It never sleeps.
            }

            @Override
            public void close() {
                atClose.run();
            }
        };
    }

    @Test
    void itsHubIsClosedAndItsPollerIsFreed() throws Exception {
        int[] closed = {0};
        Hub hub = runAndEnd(() -> Hubs.create(Environment.real().withPoller(poller(() -> closed[0]++))));

        assertTrue(hub.isClosed());
        assertEquals(1, closed[0]);
        assertFalse(Hub.all().contains(hub));
    }

    @Test
    void aGreenletThatNeverRanHasFailed() throws Exception {
        Greenlet<Integer> unrun = runAndEnd(() -> Gevent.spawn(() -> 1));

        assertTrue(unrun.isReady());
        assertInstanceOf(HubDestroyed.class, unrun.exception());
    }

    @Test
    void aWaiterOnAnotherThreadIsTold() throws Exception {
        Greenlet<Integer> parked = runAndEnd(() -> {
            Greenlet<Integer> g = Gevent.spawn(() -> {
                Gevent.sleep(Duration.ofHours(1));
                return 1;
            });
            Gevent.sleep();
            return g;
        });

        assertThrows(HubDestroyed.class, parked::get);
    }

    @Test
    void nothingIsHandedToAVirtualThreadOfItsGreenlets() throws Exception {
        Waiter<Integer> waiter = new Waiter<>();
        runAndEnd(() -> {
            Gevent.spawn(() -> {
                Thread.startVirtualThread(waiter::get);
            });
            Gevent.sleep();
            Gevent.sleep();
            return null;
        });

        assertFalse(waiter.switchTo(1));
    }

    @Test
    void aPollerThatFailsToCloseDoesNotPoisonTheThread() {
        IllegalStateException failure = new IllegalStateException("thrown on purpose");
        Hub hub = Hubs.create(Environment.real().withPoller(poller(() -> {
            throw failure;
        })));
        assertEquals(failure, assertThrows(IllegalStateException.class, hub::close));

        assertTrue(hub.isClosed());
        assertFalse(Hub.isInCallback());
        assertEquals(1, Gevent.spawn(() -> 1).get());
    }
}
