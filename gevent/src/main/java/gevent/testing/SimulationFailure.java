package gevent.testing;

import java.util.stream.Collectors;

/**
 * Thrown when a body failed in a simulation. The message has the seed, how to run that seed again, and which steps led
 * to the failure; the cause is what the body threw.
 */
public final class SimulationFailure extends AssertionError {
    private final long seed;
    private final boolean repeats;
    private final transient Trace trace;

    SimulationFailure(Simulation simulation, String tried, boolean repeats, Throwable cause) {
        super(message(simulation, tried, repeats, cause), cause);
        this.seed = simulation.seed();
        this.repeats = repeats;
        this.trace = simulation.trace();
    }

    private static String message(Simulation simulation, String tried, boolean repeats, Throwable cause) {
        String uncontrolled = simulation.uncontrolled().stream().map(what -> "\n    " + what)
                .collect(Collectors.joining());
        return "seed " + simulation.seed() + " failed, after " + tried + ": " + cause
                + "\n  run it again with -Dgevent.seed=" + simulation.seed() + (repeats ? ""
                        : "\n  A second run with this seed went another way: something in it is not simulated, such as"
                                + " a clock\n  that it reads without Monkey.patchClock(), Math.random, an identity hash"
                                + " code, or another thread")
                + (uncontrolled.isEmpty() ? "" : "\n  not controlled:" + uncontrolled)
                + "\n  step      time            who ran\n" + simulation.trace();
    }

    /** The seed for running it again. */
    public long seed() {
        return seed;
    }

    /** Whether a second run with the seed went the same way. */
    public boolean repeats() {
        return repeats;
    }

    /** The steps that led to the failure. */
    public Trace trace() {
        return trace;
    }
}
