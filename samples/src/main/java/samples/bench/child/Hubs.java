package samples.bench.child;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.queue.SimpleQueue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The same work by one hub or by several, each on a thread of its own: greenlets that hand things to each other. */
public final class Hubs {
    private static final int ROUNDS = 7;
    private static final int WARM_UPS = 3;
    private static final int PAIRS = 40;
    private static final int ITEMS = 20_000;

    private Hubs() {
    }

    /** @param args how many hubs; a divisor of {@link #PAIRS} */
    public static void main(String[] args) throws InterruptedException {
        int hubs = Integer.parseInt(args[0]);
        int items = Sizes.of(ITEMS);
        double[] times = new double[ROUNDS];
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            long start = System.nanoTime();
            run(hubs, items);
            times[Math.max(round, 0)] = (double) (System.nanoTime() - start) / PAIRS / items;
        }
        Arrays.sort(times);
        Sizes.print("each", times[ROUNDS / 2], "ns");
    }

    private static void run(int hubs, int items) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < hubs; i++) {
            threads.add(Thread.ofPlatform().start(() -> Gevent.run(() -> handOver(PAIRS / hubs, items))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void handOver(int pairs, int items) {
        List<Greenlet<?>> all = new ArrayList<>();
        for (int i = 0; i < pairs; i++) {
            SimpleQueue<Integer> queue = new SimpleQueue<>(1);
            all.add(Gevent.spawn(() -> {
                for (int item = 0; item < items; item++) {
                    queue.put(item);
                }
            }));
            all.add(Gevent.spawn(() -> {
                for (int item = 0; item < items; item++) {
                    queue.get();
                }
            }));
        }
        Gevent.joinall(all);
    }
}
