package samples.bench.child;

import gevent.Gevent;
import gevent.event.AsyncResult;
import gevent.hub.Async;
import gevent.hub.Hub;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * The time from a wake-up by a platform thread until the waiter continues: a greenlet that waits for an
 * {@link AsyncResult}, or a parked JDK virtual thread. Between wake-ups the waiter's carrier has time to fall asleep.
 */
public final class WakeUp {
    private static final int COUNT = 40_000;
    private static final int LEAST_WARM_UP = 5_000;
    private static final long PAUSE_NANOS = 30_000;

    private final int count = Sizes.of(COUNT);
    private final int warmUp = Math.max(count / 2, LEAST_WARM_UP);
    private final long[] latencies = new long[warmUp + count];

    private volatile AsyncResult<Long> result;      // what the greenlet waits for; null while it does not wait
    private volatile Thread parked;                 // the thread that waits; null while none waits
    private volatile long sent;                     // when the thread was woken; 0 until then

    private WakeUp() {
    }

    /** @param args {@code greenlets} or {@code threads} */
    public static void main(String[] args) throws InterruptedException {
        WakeUp work = new WakeUp();
        if (args[0].equals("greenlets")) {
            Thread.ofPlatform().daemon().start(work::setResults);
            Gevent.run(() -> {
                try (Async _ = Hub.get().async()) {
                    work.record(work::awaitResult);
                }
            });
        } else {
            Thread.ofPlatform().daemon().start(work::unpark);
            Thread.startVirtualThread(() -> work.record(work::park)).join();
        }
        long[] counted = Arrays.copyOfRange(work.latencies, work.warmUp, work.latencies.length);
        Arrays.sort(counted);
        Sizes.print("p50", counted[counted.length / 2] / 1e3, "µs");
        Sizes.print("p99", counted[counted.length * 99 / 100] / 1e3, "µs");
    }

    /** @param wait returns the time of its wake-up */
    private void record(LongSupplier wait) {
        for (int i = 0; i < latencies.length; i++) {
            long woken = wait.getAsLong();
            latencies[i] = System.nanoTime() - woken;
        }
    }

    private long awaitResult() {
        AsyncResult<Long> next = new AsyncResult<>();
        result = next;
        return next.get();
    }

    private void setResults() {
        while (true) {
            while (result == null) {
                Thread.onSpinWait();
            }
            pause();
            AsyncResult<Long> next = result;
            result = null;
            next.set(System.nanoTime());
        }
    }

    private long park() {
        sent = 0;
        parked = Thread.currentThread();
        while (sent == 0) {
            LockSupport.park();
        }
        return sent;
    }

    private void unpark() {
        while (true) {
            while (parked == null) {
                Thread.onSpinWait();
            }
            pause();
            Thread next = parked;
            parked = null;
            sent = System.nanoTime();
            LockSupport.unpark(next);
        }
    }

    private static void pause() {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PAUSE_NANOS) {
            Thread.onSpinWait();
        }
    }
}
