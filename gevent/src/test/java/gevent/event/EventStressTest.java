package gevent.event;

import static gevent.Gevent.joinall;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.hub.FreshHub;
import gevent.hub.Hub;
import gevent.hub.OtherThread;
import gevent.hub.Seed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Events and results that several hubs and threads set, clear and wait for at once: no wake-up is lost. */
@ExtendWith({FreshHub.class, Seed.class})
class EventStressTest {
    private static final long SEED = Seed.VALUE;
    private static final int HUBS = 2;
    private static final int GREENLETS = 8;
    private static final int THREADS = 2;
    private static final int PARTIES = HUBS * GREENLETS + THREADS;
    private static final int ROUNDS = 500;

    private interface Party {
        void run(int self) throws Exception;
    }

    /** Runs the parties: some in greenlets of several hubs, some on threads of their own. */
    private static void race(Party party) throws Exception {
        List<OtherThread> threads = new ArrayList<>();
        for (int hub = 0; hub < HUBS; hub++) {
            int first = hub * GREENLETS;
            threads.add(OtherThread.start(() -> {
                try (var _ = Hub.get().async()) {
                    List<Greenlet<Void>> all = new ArrayList<>();
                    for (int i = 0; i < GREENLETS; i++) {
                        int self = first + i;
                        all.add(spawn(() -> party.run(self)));
                    }
                    joinall(all).forEach(Greenlet::get);
                }
                return null;
            }));
        }
        for (int i = HUBS * GREENLETS; i < PARTIES; i++) {
            int self = i;
            threads.add(OtherThread.start(() -> {
                party.run(self);
                return null;
            }));
        }
        for (OtherThread thread : threads) {
            thread.result();
        }
    }

    /** A barrier of events: who comes last to a round sets its event, and all wait for that before the next. */
    @Test
    void eachSetWakesAllWhoWaitForIt() throws Exception {
        List<Event> rounds = new ArrayList<>();
        List<AtomicInteger> came = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            rounds.add(new Event());
            came.add(new AtomicInteger());
        }
        AtomicInteger woken = new AtomicInteger();
        race(_ -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (came.get(i).incrementAndGet() == PARTIES) {
                    rounds.get(i).set();
                }
                assertTrue(rounds.get(i).await());
                assertEquals(PARTIES, came.get(i).get());
                woken.incrementAndGet();
            }
        });

        assertEquals(PARTIES * ROUNDS, woken.get());
        rounds.forEach(event -> assertEquals(0, event.linkCount()));
    }

    @Test
    void whoWaitsIsWokenThoughItIsClearedAtOnceAndOthersGiveUp() throws Exception {
        Event event = new Event();
        AtomicInteger running = new AtomicInteger(PARTIES);
        OtherThread setter = OtherThread.start(() -> {
            while (running.get() > 0) {
                event.set();
                event.clear();
            }
            return null;
        });
        AtomicInteger woken = new AtomicInteger();
        race(self -> {
            Random random = new Random(SEED + self);
            try {
                for (int i = 0; i < ROUNDS; i++) {
                    if (random.nextBoolean()) {
                        event.await(Duration.ofNanos(random.nextInt(50_000)));
                    } else if (event.await()) {
                        woken.incrementAndGet();
                    }
                }
            } finally {
                running.decrementAndGet();
            }
        });
        setter.result();

        assertTrue(woken.get() > 0);
        assertEquals(0, event.linkCount());
    }

    @Test
    void eachResultReachesAllOnceWhoeverSetsIt() throws Exception {
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < ROUNDS; i++) {
            results.add(new AsyncResult<>());
        }
        AtomicInteger linked = new AtomicInteger();
        results.forEach(result -> result.rawlink(_ -> linked.incrementAndGet()));
        race(self -> {
            for (int i = 0; i < ROUNDS; i++) {
                if (i % PARTIES == self) {
                    results.get(i).set(i);
                }
                assertEquals(i, results.get(i).get());
            }
        });

        assertEquals(ROUNDS, linked.get());
    }

    @Test
    void aWalkOverResultsThatThreadsDeliverMissesNone() throws Exception {
        List<AsyncResult<Integer>> results = new ArrayList<>();
        for (int i = 0; i < PARTIES * ROUNDS; i++) {
            results.add(new AsyncResult<>());
        }
        int sum = 0;
        try (var _ = Hub.get().async()) {
            OtherThread parties = OtherThread.start(() -> {
                race(self -> {
                    for (int i = self; i < results.size(); i += PARTIES) {
                        results.get(i).set(1);
                    }
                });
                return null;
            });
            for (AsyncResult<Integer> result : Gevent.iwait(results)) {
                sum += result.value();
            }
            parties.result();
        }

        assertEquals(results.size(), sum);
    }
}
