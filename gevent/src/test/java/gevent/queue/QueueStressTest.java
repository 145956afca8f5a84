package gevent.queue;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.hub.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Greenlets of two hubs and plain threads put, get and peek, against timeouts, kills and shutdown. What was put is got,
 * once, and in the order of its producer.
 */
@ExtendWith({FreshHub.class, Seed.class})
class QueueStressTest {
    private static final long SEED = Seed.VALUE;
    private static final int HUBS = 2;
    private static final int GREENLETS = 2;         // of each kind on each hub
    private static final int PRODUCERS = HUBS * GREENLETS + 1;
    private static final int ITEMS = 10_000;
    private static final int KILLS = 2_000;
    private static final Item END = new Item(-1, -1);

    private record Item(int producer, int number) {
    }

    /** Thrown into a greenlet. */
    private static final class Killed extends Error {
        Killed() {
            super(null, null, false, false);
        }
    }

    /** What is raced for. */
    private interface Market {
        void put(Item item, Duration limit);

        Item get(Duration limit);

        default void peek(Duration limit) {
        }

        /** Whether a put that was killed has put nothing for sure. */
        default boolean isExact() {
            return true;
        }

        default void taskDone() {
        }
    }

    private record OfQueue(Queue<Item> queue) implements Market {
        @Override
        public void put(Item item, Duration limit) {
            queue.put(item, limit);
        }

        @Override
        public Item get(Duration limit) {
            return queue.get(limit);
        }

        @Override
        public void peek(Duration limit) {
            queue.peek(limit);
        }

        @Override
        public void taskDone() {
            queue.taskDone();
        }
    }

    private record OfChannel(Channel<Item> channel) implements Market {
        @Override
        public void put(Item item, Duration limit) {
            channel.put(item, limit);
        }

        @Override
        public Item get(Duration limit) {
            return channel.get(limit);
        }

        @Override
        public boolean isExact() {
            return false;
        }
    }

    private enum End { AFTER_ALL, HALFWAY, HALFWAY_AT_ONCE }

    private final Collection<Item> put = new ConcurrentLinkedQueue<>();
    private final Collection<Item> perhapsPut = new ConcurrentLinkedQueue<>();
    private final Collection<List<Item>> got = new ConcurrentLinkedQueue<>();       // one list per consumer
    private final Collection<Greenlet<?>> victims = new ConcurrentLinkedQueue<>();
    private final CountDownLatch begun = new CountDownLatch(PRODUCERS * 2);
    private final CountDownLatch half = new CountDownLatch(PRODUCERS * ITEMS / 2);
    private final CountDownLatch producersEnded = new CountDownLatch(PRODUCERS);
    private final AtomicInteger seeds = new AtomicInteger();
    private final AtomicInteger tooLate = new AtomicInteger();
    private final AtomicInteger killed = new AtomicInteger();

    @ParameterizedTest
    @EnumSource
    void aQueueLosesAndDoublesNothing(End end) throws Exception {
        Queue<Item> queue = new Queue<>(3);
        List<OtherThread> threads = start(new OfQueue(queue));
        shutDown(queue, end);
        finish(threads);

        checkOrder();
        check(end != End.HALFWAY_AT_ONCE);
        assertEquals(0, queue.unfinishedTasks());
    }

    @Test
    void aStackLosesAndDoublesNothing() throws Exception {
        LifoQueue<Item> stack = new LifoQueue<>(3);
        List<OtherThread> threads = start(new OfQueue(stack));
        shutDown(stack, End.AFTER_ALL);
        finish(threads);

        check(true);
        checkAllRaced();
    }

    @Test
    void aPriorityQueueLosesAndDoublesNothing() throws Exception {
        PriorityQueue<Item> heap = new PriorityQueue<>(3, Comparator.comparing(Item::number));
        List<OtherThread> threads = start(new OfQueue(heap));
        shutDown(heap, End.AFTER_ALL);
        finish(threads);

        check(true);
        checkAllRaced();
    }

    @Test
    void aChannelLosesAndDoublesNothing() throws Exception {
        Channel<Item> channel = new Channel<>();
        List<OtherThread> threads = start(new OfChannel(channel));
        OtherThread.run(() -> {
            producersEnded.await();
            for (int i = 0; i < PRODUCERS; i++) {
                channel.put(END);
            }
            return null;
        });
        finish(threads);

        checkOrder();
        check(true);
        checkAllRaced();
        assertEquals(0, channel.balance());
    }

    // ---- the race

    private List<OtherThread> start(Market market) {
        List<OtherThread> threads = new ArrayList<>();
        for (int i = 0; i < HUBS; i++) {
            int first = i * GREENLETS;
            threads.add(OtherThread.start(() -> hub(market, first)));
        }
        threads.add(OtherThread.start(() -> produce(market, PRODUCERS - 1)));
        threads.add(OtherThread.start(() -> consume(market)));
        threads.add(OtherThread.start(this::kill));
        return threads;
    }

    private Object hub(Market market, int first) {
        try (var _ = Hub.get().async()) {
            List<Greenlet<Object>> all = new ArrayList<>();
            for (int i = 0; i < GREENLETS; i++) {
                int producer = first + i;
                all.add(spawn(() -> produce(market, producer)));
                all.add(spawn(() -> consume(market)));
            }
            victims.addAll(all);
            joinall(all).forEach(Greenlet::get);
        }
        return null;
    }

    private Random newRandom() {
        return new Random(SEED + seeds.getAndIncrement());
    }

    private static Duration limit(Random random) {
        return random.nextBoolean() ? null : Duration.ofNanos(random.nextInt(20_000));
    }

    private Object produce(Market market, int producer) {
        Random random = newRandom();
        int number = 0;
        begun.countDown();
        while (number < ITEMS) {
            Item item = new Item(producer, number);
            try {
                market.put(item, limit(random));
                put.add(item);
                half.countDown();
                number++;
            } catch (Full full) {
                tooLate.incrementAndGet();
            } catch (Killed kill) {
                killed.incrementAndGet();
                if (!market.isExact()) {
                    perhapsPut.add(item);
                    number++;
                }
            } catch (ShutDown end) {
                break;
            }
        }
        producersEnded.countDown();
        return null;
    }

    private Object consume(Market market) {
        Random random = newRandom();
        List<Item> mine = new ArrayList<>();
        got.add(mine);
        begun.countDown();
        while (true) {
            try {
                if (random.nextInt(8) == 0) {
                    market.peek(limit(random));
                }
                Item item = market.get(limit(random));
                if (item == END) {
                    return null;
                }
                mine.add(item);
                market.taskDone();
            } catch (Empty empty) {
                tooLate.incrementAndGet();
            } catch (Killed kill) {
                killed.incrementAndGet();
            } catch (ShutDown end) {
                return null;
            }
        }
    }

    private Object kill() throws InterruptedException {
        Random random = newRandom();
        begun.await();      // who is killed before never runs
        List<Greenlet<?>> all = List.copyOf(victims);
        for (int i = 0; i < KILLS; i++) {
            all.get(random.nextInt(all.size())).kill(new Killed(), false, null);
            for (int pause = random.nextInt(2_000); pause > 0; pause--) {
                Thread.onSpinWait();
            }
        }
        return null;
    }

    private void shutDown(Queue<Item> queue, End end) throws InterruptedException {
        (end == End.AFTER_ALL ? producersEnded : half).await();
        queue.shutdown(end == End.HALFWAY_AT_ONCE);
    }

    private static void finish(List<OtherThread> threads) throws Exception {
        for (OtherThread thread : threads) {
            thread.result();
        }
    }

    // ---- what came of it

    private void check(boolean all) {
        List<Item> total = got.stream().flatMap(List::stream).toList();
        Set<Item> once = new HashSet<>(total);
        assertEquals(total.size(), once.size(), "something was got twice");
        Set<Item> known = new HashSet<>(put);
        known.addAll(perhapsPut);
        assertTrue(known.containsAll(once), "something was got that was not put");
        assertTrue(!all || once.containsAll(put), "something was lost");
    }

    /** For the long runs. */
    private void checkAllRaced() {
        assertTrue(tooLate.get() > 0, "nobody came too late");
        assertTrue(killed.get() > 0, "nobody was killed while waiting");
    }

    private void checkOrder() {
        for (List<Item> mine : got) {
            Map<Integer, Integer> last = new HashMap<>();
            for (Item item : mine) {
                Integer before = last.put(item.producer, item.number);
                assertTrue(before == null || before < item.number, () -> item + " was got after " + before);
            }
        }
    }
}
