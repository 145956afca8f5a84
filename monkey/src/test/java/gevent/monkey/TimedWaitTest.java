package gevent.monkey;

import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's waits that end after a time, unchanged, in a JVM of its own: on the hub's timers, and ended at once. */
@Tag("jvm")
class TimedWaitTest {
    @TempDir
    private Path temp;

    private interface Wait {
        void await(long time, TimeUnit unit) throws Exception;
    }

    private static Map<String, Wait> all() {
        Object monitor = new Object();
        ReentrantLock lock = new ReentrantLock();
        Map<String, Wait> waits = new LinkedHashMap<>();
        waits.put("Thread.sleep", (time, unit) -> Thread.sleep(unit.toMillis(time)));
        waits.put("Thread.sleep of a Duration", (time, unit) -> Thread.sleep(Duration.of(time, unit.toChronoUnit())));
        waits.put("TimeUnit.sleep", (time, unit) -> unit.sleep(time));
        waits.put("Object.wait", (time, unit) -> {
            synchronized (monitor) {
                monitor.wait(unit.toMillis(time));
            }
        });
        waits.put("parkNanos", (time, unit) -> {
            long end = System.nanoTime() + unit.toNanos(time);
            for (long left; (left = end - System.nanoTime()) > 0 && !Thread.currentThread().isInterrupted(); ) {
                LockSupport.parkNanos(left);
            }
        });
        waits.put("LinkedBlockingQueue.poll", new LinkedBlockingQueue<String>()::poll);
        waits.put("ArrayBlockingQueue.poll", new ArrayBlockingQueue<String>(1)::poll);
        waits.put("SynchronousQueue.poll", new SynchronousQueue<String>()::poll);
        waits.put("CountDownLatch.await", new CountDownLatch(1)::await);
        waits.put("Semaphore.tryAcquire", new Semaphore(0)::tryAcquire);
        waits.put("Condition.await", (time, unit) -> {
            lock.lock();
            try {
                lock.newCondition().await(time, unit);
            } finally {
                lock.unlock();
            }
        });
        waits.put("CompletableFuture.get", (time, unit) -> {
            try {
                new CompletableFuture<String>().get(time, unit);
            } catch (java.util.concurrent.TimeoutException over) {
                // It is.
            }
        });
        waits.put("Thread.join", (time, unit) -> Thread.ofPlatform().daemon()
                .start(() -> LockSupport.parkNanos(Duration.ofHours(1).toNanos())).join(unit.toMillis(time)));
        return waits;
    }

    // ---- they end by themselves

    static final class Ends {
        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                all().forEach((name, wait) -> {
                    long start = System.nanoTime();
                    boolean[] others = new boolean[1];
                    Greenlet<?> waiter = spawn(() -> wait.await(2, TimeUnit.MILLISECONDS));
                    spawn(() -> others[0] = !waiter.isReady());
                    waiter.join();
                    if (!others[0] || System.nanoTime() - start < 2_000_000 || !waiter.isSuccessful()) {
                        System.out.println(name + " " + others[0] + " " + waiter.exception());
                    }
                });
                System.out.println(unparkers());
            });
        }

        /** Threads of the JDK that wake others after a time. */
        private static long unparkers() {
            return Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().contains("unparker")).count();
        }
    }

    @Test
    void eachEndsAfterItsTimeByTheHubsTimersAndLetsOthersRun() throws Exception {
        assertEquals(List.of("0"), ChildJvm.linesOf(Ends.class, temp));
    }

    // ---- they are ended

    static final class IsKilled {
        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> {
                all().forEach((name, wait) -> {
                    Greenlet<?> waiter = spawn(() -> wait.await(1, TimeUnit.HOURS));
                    sleep(0.002);
                    waiter.kill();
                    System.out.println(name + " " + waiter.isDead() + " " + waiter.exception());
                });
                // They have left nothing that the hub would wake them for.
                System.out.println(gevent.hub.Hub.get().inspect().greenlets().size());
            });
        }
    }

    @Test
    void eachIsEndedByAKill() throws Exception {
        List<String> lines = ChildJvm.linesOf(IsKilled.class, temp);

        assertEquals(all().keySet().stream().map(name -> name + " true null").toList(),
                lines.subList(0, lines.size() - 1));
        assertEquals("1", lines.getLast());
    }

    static final class HasATimeout {
        static void main() throws Exception {
            Monkey.patchAll();
            Gevent.run(() -> all().forEach((name, wait) -> {
                try {
                    System.out.println(name + " " + Gevent.withTimeout(Duration.ofMillis(2), () -> {
                        wait.await(1, TimeUnit.HOURS);
                        // Who was only unparked goes on, until it next waits.
                        sleep();
                        return "has waited";
                    }));
                } catch (Timeout expired) {
                    System.out.println(name + " " + expired.getMessage() + " " + Thread.interrupted());
                }
            }));
        }
    }

    @Test
    void eachIsEndedByATimeout() throws Exception {
        assertEquals(all().keySet().stream().map(name -> name + " 0.002 seconds false").toList(),
                ChildJvm.linesOf(HasATimeout.class, temp));
    }
}
