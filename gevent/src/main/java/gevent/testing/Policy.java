package gevent.testing;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Decides which ready greenlet runs next, as a {@link Simulation} does again and again. The same choices make the same
 * run.
 *
 * <pre>{@code
 * new Simulation(42).order(Policy.pct(new Random(42), 3, 1_000)).play(() -> …);
 * }</pre>
 */
@FunctionalInterface
public interface Policy {
    /**
     * Chooses one of the ready threads.
     *
     * @param ready the threads that could run, at least two, in the order in which they became ready; null stands for
     * the loop with its callbacks
     * @return index of the choice in the list
     */
    int choose(List<@Nullable Thread> ready);

    /**
     * The policy that a seed stands for. Seed 0 stands for {@link #fifo}, the order of a hub that is not simulated; the
     * other seeds stand for {@link #random} and {@link #pct} by turns.
     */
    static Policy of(long seed) {
        Random random = new Random(~seed);
        if (seed == 0) {
            return fifo();
        }
        return seed % 2 != 0 ? random(random) : pct(random, 2 + random.nextInt(2), 8 << random.nextInt(8));
    }

    /** First come, first served: the order of a hub that is not simulated. */
    static Policy fifo() {
        return ready -> 0;
    }

    /** Chooses any ready thread, each with the same probability. */
    static Policy random(Random random) {
        return ready -> random.nextInt(ready.size());
    }

    /**
     * Probabilistic concurrency testing (Burckhardt and others, ASPLOS 2010). Each greenlet gets a random priority, and
     * the ready greenlet with the highest priority runs. At some steps, also chosen at random, the greenlet that would
     * run falls behind all others. Finds an error that takes {@code depth} constraints on the order more often than
     * {@link #random} does.
     *
     * @param depth from 1
     * @param steps approximate number of choices in a run, from 1
     */
    static Policy pct(Random random, int depth, int steps) {
        return new Priorities(random, depth, steps);
    }

    /** Chooses greenlets by priority; hub thread only. */
    final class Priorities implements Policy {
        /** A greenlet that runs this often in a row, while others could, waits for them in a loop. */
        private static final int SPINNING = 100;

        private final Random random;
        private final IdentityHashMap<@Nullable Thread, Integer> priorities = new IdentityHashMap<>();
        private final List<Integer> changes;
        private int choices;
        private int lowest;
        private @Nullable Thread last;
        private int inARow;

        private Priorities(Random random, int depth, int steps) {
            if (depth < 1 || steps < 1) {
                throw new IllegalArgumentException("depth " + depth + " or steps " + steps + " is below 1");
            }
            this.random = random;
            this.changes = random.ints(depth - 1L, 0, steps).boxed().toList();
        }

        @Override
        public int choose(List<@Nullable Thread> ready) {
            int best = highest(ready);
            inARow = ready.get(best) == last ? inARow + 1 : 0;
            if (changes.contains(choices++) || inARow > SPINNING) {
                priorities.put(ready.get(best), --lowest);
                best = highest(ready);
                inARow = 0;
            }
            last = ready.get(best);
            return best;
        }

        private int highest(List<@Nullable Thread> ready) {
            int best = 0;
            int highest = priorityOf(ready.getFirst());
            for (int i = 1; i < ready.size(); i++) {
                int priority = priorityOf(ready.get(i));
                if (priority > highest) {
                    best = i;
                    highest = priority;
                }
            }
            return best;
        }

        private int priorityOf(@Nullable Thread thread) {
            Integer known = priorities.get(thread);
            if (known == null) {
                known = random.nextInt(Integer.MAX_VALUE);
                priorities.put(thread, known);
            }
            return known;
        }
    }
}
