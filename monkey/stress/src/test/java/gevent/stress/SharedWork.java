package gevent.stress;

import gevent.Action;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.event.AsyncResult;
import gevent.event.Event;
import gevent.hub.Hub;
import gevent.lock.RLock;
import gevent.lock.Semaphore;
import gevent.pool.Pool;
import gevent.queue.Queue;
import gevent.threadpool.Pools;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What the greenlets of a {@link Crowd} do with locks, queues and pools that they share with other threads. */
final class SharedWork {
    private static final int PERMITS = 3;
    private static final int ROOM = 4;

    private final Random random;
    private final Verdict verdict;
    private final Semaphore semaphore = new Semaphore(PERMITS);
    private final RLock lock = new RLock();
    private final Queue<Integer> queue = new Queue<>(5);
    private final Set<Integer> putSurely = ConcurrentHashMap.newKeySet();
    private final ConcurrentLinkedQueue<Integer> got = new ConcurrentLinkedQueue<>();
    private Pool pool;
    private Thread consumer;
    private int number;         // hub thread only
    private int inLock;         // guarded by lock

    SharedWork(Random random, Verdict verdict) {
        this.random = random;
        this.verdict = verdict;
    }

    void begin() {
        pool = new Pool(ROOM);
        consumer = Thread.ofPlatform().name("consumer").start(() -> {
            try {
                for (int item; (item = queue.get()) >= 0; ) {
                    got.add(item);
                }
            } catch (Throwable t) {
                verdict.wrong("consumer: " + t);
            } finally {
                Hub hub = Hub.getIfExists();
                if (hub != null) {
                    hub.close();
                }
            }
        });
    }

    void end() {
        queue.put(-1);
        Pools.blocking().apply(() -> consumer.join(Duration.ofSeconds(20)));
        verdict.check(!consumer.isAlive(), "the consumer did not end");
        List<Integer> all = List.copyOf(got);
        verdict.check(Set.copyOf(all).size() == all.size(), "items came twice");
        verdict.check(all.containsAll(putSurely), "items were lost");
        pool.join(Duration.ofSeconds(20));
        verdict.check(pool.freeCount() == ROOM, "room of the pool: " + pool.freeCount());
        verdict.check(semaphore.counter() == PERMITS, "permits: " + semaphore.counter());
        verdict.check(!lock.isLocked(), "the lock is still held");
        verdict.check(Pools.blocking().join(Duration.ofSeconds(20)), "blocking pool: " + Pools.blocking());
    }

    void abandon() {
        queue.put(-1);
    }

    Map<String, Action> tasks() {
        Map<String, Action> tasks = new LinkedHashMap<>();
        tasks.put("sleep", () -> Gevent.sleep(Duration.ofNanos(random.nextInt(5_000_000))));
        tasks.put("semaphore", this::useSemaphore);
        tasks.put("lock", this::useLock);
        tasks.put("queue", this::useQueue);
        tasks.put("pool", this::usePool);
        tasks.put("event", this::useEvent);
        tasks.put("thread", this::useThread);
        tasks.put("timeout", this::timeOut);
        return tasks;
    }

    private void pause() {
        Gevent.sleep(Duration.ofNanos(random.nextInt(1_000_000)));
    }

    private void useSemaphore() {
        try (var _ = semaphore.hold()) {
            pause();
        }
    }

    private void useLock() {
        lock.lock();
        try {
            verdict.check(inLock++ == 0, "two in the lock");
            try {
                pause();
            } finally {
                inLock--;
            }
        } finally {
            lock.unlock();
        }
    }

    private void useQueue() {
        for (int i = 0; i < 10; i++) {
            int item = number++;
            queue.put(item);
            putSurely.add(item);
        }
    }

    private void usePool() {
        Greenlet<Integer> member = pool.spawn(() -> {
            pause();
            return 1;
        });
        verdict.check(member.get() == 1, "a pool's result");
    }

    private void useEvent() {
        Event event = new Event();
        AsyncResult<Integer> result = new AsyncResult<>();
        Pools.blocking().spawn(() -> {
            Thread.sleep(random.nextInt(2));
            event.set();
            result.set(1);
        });
        event.await();
        verdict.check(result.get() == 1, "a result");
    }

    private void useThread() {
        verdict.check(Pools.blocking().apply(() -> 7) == 7, "a thread's result");
    }

    private void timeOut() {
        try {
            Gevent.withTimeout(Duration.ofMillis(1 + random.nextInt(3)), () -> {
                new Event().await();
                return null;
            });
            verdict.wrong("a wait for nothing ended");
        } catch (Timeout expected) {
            // Its own, or trouble's.
        }
    }
}
