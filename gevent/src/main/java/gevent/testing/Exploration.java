package gevent.testing;

import gevent.Action;
import org.jspecify.annotations.Nullable;

/** Runs one seed after another, until one fails. */
final class Exploration {
    private static final String PROPERTY = "gevent.seed";

    private Exploration() {
    }

    static void explore(int runs, Action body) {
        if (runs < 1) {
            throw new IllegalArgumentException("runs: " + runs + " is below 1");
        }
        String only = System.getProperty(PROPERTY);
        if (only != null) {
            tryOne(seed(only), body, "the seed that -D" + PROPERTY + " names");
            return;
        }
        for (int run = 0; run < runs; run++) {
            tryOne(run, body, (run + 1) + " of " + runs + " runs");
        }
    }

    private static long seed(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("-D" + PROPERTY + "=" + text + " is no whole number", e);
        }
    }

    private static void tryOne(long seed, Action body, String tried) {
        Simulation first = new Simulation(seed);
        Throwable failure = play(first, body);
        if (failure != null) {
            Simulation again = new Simulation(seed);
            play(again, body);
            throw new SimulationFailure(first, tried, first.trace().fingerprint() == again.trace().fingerprint(),
                    failure);
        }
    }

    private static @Nullable Throwable play(Simulation simulation, Action body) {
        try {
            simulation.play(body.asCallable(), false);
            return null;
        } catch (Throwable t) {
            return t;
        }
    }
}
