package samples.bench.child;

import gevent.Gevent;
import gevent.Greenlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The time until all greenlets, or all JDK virtual threads, have slept for a second. */
public final class Sleepers {
    private static final int COUNT = 1_000_000;
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Sleepers() {
    }

    /** @param args {@code greenlets} or {@code threads} */
    public static void main(String[] args) throws InterruptedException {
        int count = Sizes.of(COUNT);
        long start = System.nanoTime();
        if (args[0].equals("greenlets")) {
            sleepByGreenlets(count);
        } else {
            sleepByThreads(count);
        }
        Sizes.print("all", (System.nanoTime() - start) / 1e9, "s");
    }

    private static void sleepByGreenlets(int count) {
        List<Greenlet<?>> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(Gevent.spawn(() -> Gevent.sleep(SECOND)));
        }
        Gevent.joinall(all);
    }

    private static void sleepByThreads(int count) throws InterruptedException {
        List<Thread> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(SECOND);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }));
        }
        for (Thread thread : all) {
            thread.join();
        }
    }
}
