package gevent.testing;

import static gevent.Gevent.joinall;
import static gevent.Gevent.sleep;
import static gevent.Gevent.spawn;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import gevent.Greenlet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

/** Who is next, by policy. */
class PolicyTest {
    private static final int STEPS = 50;

    private static List<Thread> threads(int count) {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            threads.add(Thread.ofVirtual().unstarted(() -> { }));
        }
        return threads;
    }

    @Test
    void fifoTakesTheFirst() {
        assertEquals(0, Policy.fifo().choose(threads(5)));
    }

    @Test
    void randomTakesAnyAndTheSameForTheSameNumbers() {
        Policy one = Policy.random(new Random(1));
        Policy other = Policy.random(new Random(1));
        Set<Integer> chosen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            int choice = one.choose(threads(3));
            chosen.add(choice);
            assertEquals(choice, other.choose(threads(3)));
        }
        assertEquals(Set.of(0, 1, 2), chosen);
    }

    @Test
    void ofDepthOnePctKeepsToOneOrderOfAll() {
        List<Thread> all = threads(5);
        Policy pct = Policy.pct(new Random(1), 1, STEPS);
        Thread first = all.get(pct.choose(all));
        List<Thread> others = all.stream().filter(thread -> thread != first).toList();
        Thread second = others.get(pct.choose(others));

        for (int i = 0; i < STEPS; i++) {
            assertEquals(first, all.get(pct.choose(all)));
            assertEquals(second, others.get(pct.choose(others)));
        }
    }

    @Test
    void eachDepthMoreIsOneMoreFallOfWhoWouldRun() {
        List<Thread> all = threads(2);
        Set<Integer> switches = new HashSet<>();
        for (int seed = 0; seed < 50; seed++) {
            Policy pct = Policy.pct(new Random(seed), 3, STEPS);
            int count = 0;
            for (int before = pct.choose(all), i = 1; i < STEPS; i++) {
                int now = pct.choose(all);
                count += now != before ? 1 : 0;
                before = now;
            }
            switches.add(count);
        }
        assertEquals(2, switches.stream().max(Comparator.naturalOrder()).orElseThrow());
    }

    @Test
    void whoSpinsFallsBehindThoseThatItWaitsFor() {
        Policy pct = Policy.pct(new Random(1), 1, STEPS);
        List<Thread> all = threads(2);
        Set<Integer> chosen = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            chosen.add(pct.choose(all));
        }
        assertEquals(Set.of(0, 1), chosen);
    }

    @Test
    void pctRefusesWhatIsBelowOne() {
        assertThrows(IllegalArgumentException.class, () -> Policy.pct(new Random(1), 0, 1));
        assertThrows(IllegalArgumentException.class, () -> Policy.pct(new Random(1), 1, 0));
    }

    @Test
    void aPolicyOfOnesOwnDecides() {
        List<Integer> order = new ArrayList<>();
        new Simulation(0).order(ready -> ready.size() - 1).play(() -> {
            List<Greenlet<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                all.add(spawn(() -> order.add(number)));
            }
            joinall(all);
        });

        assertEquals(List.of(2, 1, 0), order);
    }

    // ---- hunting

    /** Whether the first of four is still under way when two others are done: no order that is about fair does that. */
    private static boolean oneIsFarBehind() {
        boolean[] farBehind = {false};
        List<Greenlet<?>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(spawn(() -> {
                for (int step = 0; step < 10; step++) {
                    sleep();
                }
                long done = all.stream().filter(Greenlet::isReady).count();
                farBehind[0] |= done == 2 && !all.getFirst().isReady();
            }));
        }
        joinall(all);
        return farBehind[0];
    }

    private static int found(LongFunction<Policy> policies) {
        int found = 0;
        for (long seed = 1; seed <= 100; seed++) {
            boolean[] bug = {false};
            new Simulation(seed).order(policies.apply(seed)).play(() -> {
                bug[0] = oneIsFarBehind();
            });
            found += bug[0] ? 1 : 0;
        }
        return found;
    }

    @Test
    void pctFindsWhatFairOrdersNeverShow() {
        int byPct = found(seed -> Policy.pct(new Random(seed), 2, 60));
        int byFifo = found(_ -> Policy.fifo());

        assertTrue(byPct >= 10, byPct + " of 100 by pct");
        assertEquals(0, byFifo);
    }
}
