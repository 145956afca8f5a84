package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Monitors, locks and parks: what a greenlet shares with its thread, platform or virtual. */
class MonitorTest {
    private final Greenlet main = Greenlet.current();
    private final Object monitor = new Object();

    @Test
    void aSynchronizedBlockMayBeSwitchedAwayFrom() {
        Greenlet g = new Greenlet(first -> {
            synchronized (monitor) {
                main.switchTo("inside");
                return Thread.holdsLock(monitor);
            }
        });

        assertEquals("inside", g.switchTo());
        assertEquals(true, g.<Object>switchTo());
        assertFalse(Thread.holdsLock(monitor));
    }

    @Test
    void theMonitorOfASuspendedGreenletIsNotHeldByTheNextOne() {
        Greenlet g = new Greenlet(() -> {
            synchronized (monitor) {
                main.switchTo();
            }
        });
        g.switchTo();

        assertFalse(Thread.holdsLock(monitor));

        g.switchTo();
    }

    @Test
    void theMonitorOfASuspendedGreenletKeepsOtherThreadsOut() throws InterruptedException {
        AtomicBoolean entered = new AtomicBoolean();
        Greenlet g = new Greenlet(() -> {
            synchronized (monitor) {
                main.switchTo();
            }
        });
        g.switchTo();
        Thread other = Thread.ofPlatform().start(() -> {
            synchronized (monitor) {
                entered.set(true);
            }
        });
        while (other.getState() != Thread.State.BLOCKED && !entered.get()) {
            Thread.onSpinWait();
        }

        assertFalse(entered.get());

        g.switchTo();
        other.join();
        assertTrue(entered.get());
    }

    @Test
    void theMonitorOfTheMainGreenletIsEnteredByItsChildren() {
        Greenlet g = new Greenlet(first -> {
            synchronized (monitor) {
                return "entered";
            }
        });

        synchronized (monitor) {
            assertEquals("entered", g.switchTo());
        }
    }

    @Test
    void aLockIsHeldByTheThreadSoThatAllItsGreenletsEnterIt() {
        ReentrantLock lock = new ReentrantLock();
        Greenlet g = new Greenlet(() -> {
            lock.lock();
            main.switchTo();
        });
        g.switchTo();

        assertTrue(lock.isHeldByCurrentThread());
        assertTrue(lock.tryLock());
    }

    @Test
    void aParkParksTheThread() throws Exception {
        CountDownLatch unparked = new CountDownLatch(1);

        assertEquals("awaited", OtherThread.platform(() -> {
            Thread parking = Thread.currentThread();
            return new Greenlet(first -> {
                Thread.ofPlatform().start(() -> countDownOnceWaiting(parking, unparked));
                unparked.await();
                return "awaited";
            }).switchTo();
        }));
    }

    @Test
    void aParkInAGreenletOfAVirtualThreadLeavesItsCarrier() throws Exception {
        CountDownLatch unparked = new CountDownLatch(1);

        // The one who unparks is a virtual thread, too: with one carrier per core it needs no core of its own.
        assertEquals("awaited", OtherThread.virtual(() -> {
            Thread parking = Thread.currentThread();
            return new Greenlet(first -> {
                Thread.startVirtualThread(() -> countDownOnceWaiting(parking, unparked));
                unparked.await();
                return "awaited";
            }).switchTo();
        }));
    }

    private static void countDownOnceWaiting(Thread parking, CountDownLatch latch) {
        while (parking.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
        latch.countDown();
    }

    @Test
    void greenletsSwitchInsideAVirtualThread() throws Exception {
        assertEquals("ping pong", OtherThread.virtual(() -> {
            Greenlet ofVirtual = Greenlet.current();
            Greenlet g = new Greenlet(first -> ofVirtual.switchTo(first + " pong"));
            return g.switchTo("ping");
        }));
    }

    @Test
    void aGreenletStaysItselfAcrossAParkOfItsVirtualThread() throws Exception {
        assertTrue(OtherThread.virtual(() -> new Greenlet(first -> {
            Greenlet before = Greenlet.current();
            Thread.yield();
            return before == Greenlet.current();
        }).<Boolean>switchTo()));
    }

    @Test
    void greenletsOfManyVirtualThreadsInterleave() throws Exception {
        Thread[] threads = new Thread[50];
        int[] sums = new int[threads.length];
        for (int i = 0; i < threads.length; i++) {
            int at = i;
            threads[i] = Thread.startVirtualThread(() -> sums[at] = sumByYielding());
        }
        for (int i = 0; i < threads.length; i++) {
            threads[i].join();
            assertEquals(5_050, sums[i]);
        }
    }

    /** The sum of 1 to 100, sent by a greenlet; both sides give their carrier away between any two. */
    private static int sumByYielding() {
        Greenlet ofVirtual = Greenlet.current();
        Greenlet numbers = new Greenlet(first -> {
            for (int i = 1; i <= 100; i++) {
                Thread.yield();
                ofVirtual.switchTo(i);
            }
            return 0;
        });
        int sum = 0;
        for (int got = numbers.switchTo(); got != 0; got = numbers.switchTo()) {
            Thread.yield();
            sum += got;
        }
        return sum;
    }

    @Test
    void aSuspendedGreenletSurvivesAParkOfItsMainGreenlet() throws Exception {
        assertEquals("still here", OtherThread.virtual(() -> {
            Greenlet ofVirtual = Greenlet.current();
            Greenlet g = new Greenlet(first -> {
                Object local = "still here";
                ofVirtual.switchTo();
                return local;
            });
            g.switchTo();
            LockSupport.parkNanos(1);
            return g.switchTo();
        }));
    }

    @Test
    void aParkThatCannotLeaveItsCarrierParksTheCarrier() throws Exception {
        assertSame(ParksInItsInitializer.class,
                OtherThread.virtual(() -> new Greenlet(first -> ParksInItsInitializer.parked()).switchTo()));
    }

    @Test
    void aParkAboveAMainGreenletThatCannotLeaveItsCarrierParksTheCarrier() throws Exception {
        assertSame(StartsInItsInitializer.class, OtherThread.virtual(StartsInItsInitializer::parked));
    }

    // An initializer cannot be suspended, and runs once in a JVM: each test has a class of its own.

    private static final class ParksInItsInitializer {
        static {
            LockSupport.parkNanos(1);
        }

        static Class<?> parked() {
            return ParksInItsInitializer.class;
        }
    }

    private static final class StartsInItsInitializer {
        static {
            new Greenlet(() -> LockSupport.parkNanos(1)).switchTo();
        }

        static Class<?> parked() {
            return StartsInItsInitializer.class;
        }
    }

    /** The JVM takes up to eight monitors along with a continuation, whosever they are. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 20})
    void mainKeepsItsMonitorsWhileOthersRun(int monitors) {
        Greenlet g = new Greenlet(() -> {
            while (true) {
                main.switchTo();
            }
        });

        assertTrue(keepsMonitors(g, monitors));
        assertTrue(keepsMonitors(g, monitors), "the second time");
    }

    private boolean keepsMonitors(Greenlet g, int count) {
        Object one = new Object();
        synchronized (one) {
            if (count > 1) {
                return keepsMonitors(g, count - 1) && Thread.holdsLock(one);
            }
            g.switchTo();
            return Thread.holdsLock(one);
        }
    }
}
