package greenlet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Monitors and locks: those of the body, and those that its consumer holds meanwhile. */
class GeneratorMonitorTest {
    private final Object monitor = new Object();
    private final List<Object> log = new ArrayList<>();

    private static Generator<Integer, Void> naturals() {
        return Generator.of(y -> {
            for (int i = 1; ; i++) {
                y.yield(i);
            }
        });
    }

    @Test
    void theBodyMayYieldInsideOfAMonitor() throws Exception {
        Generator<Boolean, Void> g = Generator.of(y -> {
            synchronized (monitor) {
                y.yield(true);
                y.yield(Thread.holdsLock(monitor));
            }
            y.yield(Thread.holdsLock(monitor));
        });

        assertTrue(g.next());
        assertFalse(Thread.holdsLock(monitor));
        assertTrue(g.next());
        assertFalse(g.next());
        assertTrue(OtherThread.platform(() -> {
            synchronized (monitor) {
                return true;
            }
        }));
    }

    @Test
    void theBodyMayEnterTheMonitorOfItsConsumer() {
        Generator<Boolean, Void> g = Generator.of(y -> {
            while (true) {
                synchronized (monitor) {
                    log.add("entered");
                }
                y.yield(Thread.holdsLock(monitor));
            }
        });

        synchronized (monitor) {
            assertTrue(g.next());
        }
        assertFalse(g.next());
        assertEquals(2, log.size());
    }

    @Test
    void aLockBelongsToTheThread() {
        ReentrantLock lock = new ReentrantLock();
        Generator<Integer, Void> g = Generator.of(y -> {
            lock.lock();
            y.yield(1);
            lock.unlock();
        });

        g.next();
        assertTrue(lock.isHeldByCurrentThread());
        assertFalse(g.hasNext());
        assertFalse(lock.isLocked());
    }

    /** The JVM takes up to eight monitors along with a continuation, whosever they are. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 20})
    void theConsumerKeepsItsMonitors(int monitors) throws Exception {
        Generator<Integer, Void> g = naturals();

        assertTrue(keepsMonitors(g::next, monitors));
        assertTrue(keepsMonitors(g::next, monitors), "the second time");
        assertTrue(keepsMonitors(g::hasNext, monitors), "hasNext");
        assertTrue(keepsMonitors(() -> g.stream().skip(2).findFirst(), monitors), "stream");
        assertTrue(keepsMonitors(() -> {
            g.close();
            return null;
        }, monitors), "close");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 20})
    void theConsumerKeepsItsMonitorsWhenTheBodyIgnoresItsExit(int monitors) throws Exception {
        Generator<Integer, Void> g = Generator.of(y -> {
            while (true) {
                try {
                    y.yield(1);
                } catch (GeneratorExit ignored) {
                    log.add("ignored");
                }
            }
        });
        g.next();

        assertTrue(keepsMonitors(() -> assertThrows(GreenletError.class, g::close), monitors));
        assertEquals(List.of("ignored"), log);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 20})
    void theConsumerKeepsItsMonitorsInEachGreenlet(int monitors) throws Exception {
        Generator<Integer, Void> g = naturals();

        assertTrue(new Greenlet(first -> keepsMonitors(g::next, monitors)).<Boolean>switchTo());
        assertTrue(keepsMonitors(g::next, monitors));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 20})
    void theConsumerKeepsItsMonitorsInAVirtualThread(int monitors) throws Exception {
        assertTrue(OtherThread.virtual(() -> {
            Generator<Integer, Void> g = naturals();
            return keepsMonitors(g::next, monitors) && keepsMonitors(g::next, monitors);
        }));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 20})
    void aBodyThatConsumesKeepsItsMonitors(int monitors) throws Exception {
        Generator<Integer, Void> inner = naturals();
        Generator<Boolean, Void> g = Generator.of(y -> {
            while (true) {
                y.yield(keepsMonitors(inner::next, monitors));
            }
        });

        assertTrue(keepsMonitors(g::next, monitors));
        assertTrue(g.next());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 20})
    void aLoopKeepsTheMonitorsAroundItAndInItsAction(int monitors) throws Exception {
        Generator<Integer, Void> g = Generator.of(y -> {
            for (int i = 0; i < 5; i++) {
                synchronized (monitor) {
                    y.yield(i);
                }
            }
        });

        assertTrue(keepsMonitors(() -> {
            g.forEach(i -> log.add(keepsMonitors(i, monitors)));
            return null;
        }, monitors));
        assertEquals(List.of(true, true, true, true, true), log);
    }

    private static boolean keepsMonitors(int element, int count) {
        try {
            return keepsMonitors(() -> element, count);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean keepsMonitors(Callable<?> use, int count) throws Exception {
        Object one = new Object();
        synchronized (one) {
            if (count > 1) {
                return keepsMonitors(use, count - 1) && Thread.holdsLock(one);
            }
            use.call();
            return Thread.holdsLock(one);
        }
    }
}
