package samples.bench.child;

import gevent.Gevent;
import gevent.event.Event;
import gevent.hub.Hub;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The heap that a greenlet, or a JDK virtual thread, takes while it sleeps. */
public final class Parked {
    private static final int COUNT = 1_000_000;
    private static final Duration LONG = Duration.ofHours(1);

    private Parked() {
    }

    /** @param args {@code greenlets} or {@code threads} */
    public static void main(String[] args) throws InterruptedException {
        int count = Sizes.of(COUNT);
        if (args[0].equals("greenlets")) {
            Hub.get();
            Gevent.spawn(() -> { }).join();
            long before = usedHeap();
            parkGreenlets(count);
            report(before, count);
        } else {
            Thread.startVirtualThread(() -> { }).join();
            long before = usedHeap();
            parkThreads(count);
            report(before, count);
        }
        Runtime.getRuntime().halt(0);
    }

    private static void parkGreenlets(int count) {
        Event started = new Event();
        for (int i = 1; i < count; i++) {
            Gevent.spawn(() -> Gevent.sleep(LONG));
        }
        Gevent.spawn(() -> {
            started.set();
            Gevent.sleep(LONG);
        });
        started.await();
    }

    private static void parkThreads(int count) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            Thread.startVirtualThread(() -> {
                started.countDown();
                try {
                    Thread.sleep(LONG);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        started.await();
    }

    private static void report(long before, int count) {
        Sizes.print("each", (double) (usedHeap() - before) / count, "B");
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
