package gevent.hub;

import static gevent.Gevent.joinall;
import static gevent.Gevent.run;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Monitors and locks of the JDK that greenlets hold while they wait: the others just wait their turn. */
@ExtendWith(FreshHub.class)
class MonitorTest {
    private final Object monitor = new Object();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<String> seen = new ArrayList<>();

    private void inMonitor(String name) {
        synchronized (monitor) {
            seen.add(name + " in");
            sleep(0.001);
            seen.add(name + " out");
        }
    }

    private void inLock(String name) {
        lock.lock();
        try {
            seen.add(name + " in");
            sleep(0.001);
            seen.add(name + " out");
        } finally {
            lock.unlock();
        }
    }

    @Test
    void aMonitorHeldAcrossAWaitKeepsTheOthersOut() {
        joinall(spawn(this::inMonitor, "a"), spawn(this::inMonitor, "b"));

        assertEquals(List.of("a in", "a out", "b in", "b out"), seen);
    }

    @Test
    void aMonitorHeldAcrossAWaitStopsNobodyElse() {
        Greenlet<?> owner = spawn(this::inMonitor, "a");
        Greenlet<?> second = spawn(this::inMonitor, "b");
        Greenlet<Void> free = spawn(() -> {
            seen.add("free");
        });
        joinall(owner, second, free);

        assertEquals("free", seen.get(1));
    }

    @Test
    void aLockHeldAcrossAWaitKeepsTheOthersOut() {
        joinall(spawn(this::inLock, "a"), spawn(this::inLock, "b"), spawn(this::inLock, "c"));

        assertEquals(List.of("a in", "a out", "b in", "b out", "c in", "c out"), seen);
    }

    @Test
    void aMonitorIsEnteredAgainByItsOwner() {
        Greenlet<Boolean> g = spawn(() -> {
            synchronized (monitor) {
                sleep();
                synchronized (monitor) {
                    sleep();
                    return Thread.holdsLock(monitor);
                }
            }
        });

        assertTrue(g.get());
    }

    @Test
    void waitAndNotifyWorkBetweenGreenlets() {
        Greenlet<Void> waiting = spawn(() -> {
            synchronized (monitor) {
                seen.add("waits");
                monitor.wait();
                seen.add("notified");
            }
        });
        Greenlet<Void> notifying = spawn(() -> {
            synchronized (monitor) {
                seen.add("notifies");
                monitor.notify();
                sleep();
                seen.add("leaves");
            }
        });
        joinall(waiting, notifying);

        assertEquals(List.of("waits", "notifies", "leaves", "notified"), seen);
    }

    @Test
    void aTimedWaitEndsByItself() {
        Greenlet<String> g = spawn(() -> {
            synchronized (monitor) {
                monitor.wait(1);
                return "over";
            }
        });

        assertEquals("over", g.get());
    }

    @Test
    void aConditionWorksBetweenGreenlets() {
        Condition condition = lock.newCondition();
        Greenlet<Void> waiting = spawn(() -> {
            lock.lock();
            condition.await();
            seen.add("signalled");
            lock.unlock();
        });
        Greenlet<Void> signalling = spawn(() -> {
            lock.lock();
            condition.signal();
            seen.add("signals");
            lock.unlock();
        });
        joinall(waiting, signalling);

        assertEquals(List.of("signals", "signalled"), seen);
    }

    @Test
    void aSemaphoreLetsInAsManyAsItHasPermits() {
        Semaphore permits = new Semaphore(2);
        int[] inside = {0, 0};
        List<Greenlet<?>> all = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            all.add(spawn(() -> {
                permits.acquire();
                inside[1] = Math.max(inside[1], ++inside[0]);
                sleep();
                inside[0]--;
                permits.release();
            }));
        }
        joinall(all);

        assertEquals(2, inside[1]);
    }

    @Test
    void manyGreenletsInOneMonitorAllGetTheirTurn() {
        int[] count = {0};
        List<Greenlet<?>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(spawn(() -> {
                synchronized (monitor) {
                    int before = count[0];
                    sleep();
                    count[0] = before + 1;
                }
            }));
        }
        joinall(all);

        assertEquals(200, count[0]);
    }

    @Test
    void aMainThatIsAGreenletMayTakeALockThatAnotherHolds() {
        run(() -> {
            Greenlet<?> owner = spawn(this::inMonitor, "owner");
            sleep();
            inMonitor("main");
            owner.join();
        });

        assertEquals(List.of("owner in", "owner out", "main in", "main out"), seen);
    }

    @Test
    void theHandlerOfErrorsMayTakeALockThatAGreenletHolds() {
        Greenlet<?> owner = spawn(this::inLock, "owner");
        sleep();
        Hub.get().setErrorHandler((_, error) -> inLock(error.getMessage()));
        Hub.get().runCallback(() -> {
            throw new IllegalStateException("handler");
        });
        Greenlet<Void> failing = spawn(() -> {
            throw new Exception("of failure");
        });
        joinall(owner, failing);
        Hub.get().join();

        assertEquals(6, seen.size(), seen::toString);
    }

    /** The JVM takes up to eight monitors along with a continuation, whosever they are. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 8, 9, 20})
    void mainKeepsItsMonitorsWhileGreenletsRun(int monitors) {
        Greenlet<?> other = spawn(() -> {
            while (true) {
                sleep(0.0001);
            }
        });

        assertTrue(keepsMonitors(monitors));
        other.kill();
    }

    private static boolean keepsMonitors(int count) {
        Object one = new Object();
        synchronized (one) {
            if (count > 1) {
                return keepsMonitors(count - 1) && Thread.holdsLock(one);
            }
            sleep(0.001);
            return Thread.holdsLock(one);
        }
    }
}
