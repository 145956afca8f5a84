package gevent.hub;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The winner of a wait. Greenlets of several hubs wait, and several threads race to decide each wait with a value or an
 * exception, against kills, timeouts and the end of the hub. Each wait has one outcome, its winner knows that it won,
 * the losers that they lost, and a kill that lost surfaces later, once.
 */
@ExtendWith({FreshHub.class, Seed.class})
class RaceTest {
    private static final long SEED = Seed.VALUE;
    private static final int HUBS = 2;
    private static final int DECIDERS = 2;
    private static final int GREENLETS = 8;
    private static final int WAITS = 500;
    private static final int CLOSED_HUBS = 200;

    /** Thrown into a waiter by a decider. */
    private static final class Decided extends RuntimeException {
        private final int by;

        Decided(int by) {
            super(null, null, false, false);
            this.by = by;
        }
    }

    /** Thrown into a greenlet. */
    private static final class Killed extends Error {
        Killed() {
            super(null, null, false, false);
        }
    }

    /** One wait, and what came of it. */
    private static final class Race {
        private final Waiter<Integer> waiter = new Waiter<>();
        private final Queue<Integer> winners = new ConcurrentLinkedQueue<>();
        private final Greenlet<?> waiting;
        private Object outcome;

        Race(Greenlet<?> waiting) {
            this.waiting = waiting;
        }

        void decide(int by, boolean throwing) {
            if (throwing ? waiter.throwTo(new Decided(by)) : waiter.switchTo(by)) {
                winners.add(by);
            }
        }

        /** @param limit null for none */
        void await(Duration limit) {
            try {
                outcome = limit == null || waiter.await(limit) ? waiter.get() : "time is up";
            } catch (Decided d) {
                outcome = d.by;
            } catch (Killed k) {
                outcome = k;
            }
        }

        void check() {
            assertEquals(outcome instanceof Integer ? List.of(outcome) : List.of(), List.copyOf(winners),
                    () -> "the outcome was " + outcome);
        }
    }

    private final List<Queue<Race>> asked = new ArrayList<>();      // one per decider: each tries to decide each race
    private final Collection<Race> races = new ConcurrentLinkedQueue<>();
    private final Collection<Killed> kills = new ConcurrentLinkedQueue<>();
    private final Collection<Killed> surfaced = new ConcurrentLinkedQueue<>();
    private final CountDownLatch allWaited = new CountDownLatch(HUBS * GREENLETS);
    private final CountDownLatch decidersEnded = new CountDownLatch(DECIDERS);

    @Test
    void eachWaitHasOneWinnerAndNoKillIsLost() throws Exception {
        List<OtherThread> threads = new ArrayList<>();
        for (int i = 0; i < DECIDERS; i++) {
            int by = i;
            asked.add(new ConcurrentLinkedQueue<>());
            threads.add(OtherThread.start(() -> decide(by, new Random(SEED + by))));
        }
        for (int i = 0; i < HUBS; i++) {
            Random random = new Random(SEED - 1 - i);
            threads.add(OtherThread.start(() -> hub(random)));
        }
        for (OtherThread thread : threads) {
            thread.result();
        }

        assertEquals(HUBS * GREENLETS * WAITS, races.size());
        races.forEach(Race::check);
        assertEquals(kills.size(), surfaced.size());
        assertTrue(surfaced.containsAll(kills));
        assertTrue(races.stream().map(race -> race.outcome instanceof Integer by ? by : race.outcome.getClass())
                .distinct().count() == DECIDERS + 2, "each way to end a wait won at least once");
    }

    private Object hub(Random random) {
        try (var _ = Hub.get().async()) {
            List<Greenlet<Void>> all = new ArrayList<>();
            for (int i = 0; i < GREENLETS; i++) {
                all.add(spawn(() -> waitOftenThenCollectKills(random)));
            }
            joinall(all).forEach(Greenlet::get);
        }
        return null;
    }

    private void waitOftenThenCollectKills(Random random) throws InterruptedException {
        Greenlet<?> self = gevent.Gevent.getcurrent();
        for (int i = 0; i < WAITS; i++) {
            Race race = new Race(self);
            asked.forEach(queue -> queue.add(race));
            race.await(random.nextBoolean() ? null : Duration.ofNanos(random.nextInt(100_000)));
            races.add(race);
            if (race.outcome instanceof Killed kill) {
                surfaced.add(kill);
            }
        }
        allWaited.countDown();
        while (decidersEnded.getCount() > 0) {
            try {
                decidersEnded.await();
            } catch (InterruptedException forAKill) {
                collect();
            }
        }
        while (collect()) { }
    }

    /** Whether a kill surfaced. */
    private boolean collect() {
        try {
            // Longer than a turn, so that what came from other threads has been taken.
            sleep(0.001);
            return false;
        } catch (Killed kill) {
            surfaced.add(kill);
            return true;
        }
    }

    private Object decide(int by, Random random) {
        while (allWaited.getCount() > 0) {
            Race race = asked.get(by).poll();
            if (race == null) {
                Thread.onSpinWait();
                continue;
            }
            // Who has fallen behind the other decider catches up, or it would come too late for good.
            if (!race.waiter.isReady()) {
                killSometimes(race, random);
                for (int pause = random.nextInt(200); pause > 0; pause--) {
                    Thread.onSpinWait();
                }
            }
            race.decide(by, random.nextBoolean());
        }
        decidersEnded.countDown();
        return null;
    }

    private void killSometimes(Race race, Random random) {
        if (random.nextInt(4) == 0) {
            Killed kill = new Killed();
            kills.add(kill);
            race.waiting.kill(kill, false, null);
        }
    }

    @Test
    void aWaitThatRacesAgainstTheEndOfItsHubHasOneOutcome() throws Exception {
        CyclicBarrier begin = new CyclicBarrier(2);
        Queue<Race> current = new ConcurrentLinkedQueue<>();
        OtherThread decider = OtherThread.start(() -> {
            Random random = new Random(SEED);
            for (int i = 0; i < CLOSED_HUBS; i++) {
                begin.await();
                for (Race race; (race = current.poll()) != null; ) {
                    race.decide(7, random.nextBoolean());
                }
                begin.await();
            }
            return null;
        });
        for (int i = 0; i < CLOSED_HUBS; i++) {
            List<Race> inThisHub = new ArrayList<>();
            List<Greenlet<Void>> waiting = new ArrayList<>();
            for (int n = 0; n < GREENLETS; n++) {
                Race race = new Race(null);
                inThisHub.add(race);
                waiting.add(spawn(() -> race.await(null)));
            }
            sleep();
            current.addAll(inThisHub);
            begin.await();
            Hub.get().close();
            begin.await();
            inThisHub.forEach(Race::check);
            assertTrue(waiting.stream().allMatch(Greenlet::isDead));
        }
        decider.result();
    }
}
