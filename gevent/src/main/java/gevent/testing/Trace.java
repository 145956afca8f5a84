package gevent.testing;

import gevent.Greenlet;
import gevent.hub.Fiber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.stream.Collectors;

/**
 * What happened in a simulation, step by step: which greenlet ran, when, and out of how many that could have; and what
 * it did on the simulated network. Holds the last {@value #KEPT} lines. Hub thread only while the simulation runs, any
 * thread after it.
 *
 * <pre>
 *        3  0:00:00.000000  client   (one of 2 that were ready)
 *           0:00:00.000000        localhost:49152 connects to server:80
 *        4  0:00:00.001408  the loop
 * </pre>
 */
public final class Trace {
    private static final int KEPT = 300;

    private sealed interface Line {
        long nanos();
    }

    /** One slice of a greenlet, up to its next wait. */
    private record Step(long number, long nanos, String who, int ready) implements Line {
        @Override
        public String toString() {
            return who + (ready > 1 ? "   (one of " + ready + " that were ready)" : "");
        }
    }

    /** Something between the steps: of the network, or what a user wants to see there. */
    private record Note(long nanos, String text) implements Line {
        @Override
        public String toString() {
            return "      " + text;
        }
    }

    private final Simulation simulation;
    private final ArrayDeque<Line> lines = new ArrayDeque<>();
    private boolean leftOut;                    // the first lines
    private long steps;
    private long hash = 1;

    Trace(Simulation simulation) {
        this.simulation = simulation;
    }

    void step(Thread thread, int ready) {
        String who = thread == null ? "the loop" : nameOf(thread);
        long now = simulation.step();
        mix(who.hashCode());
        mix(ready);
        mix(Long.hashCode(now));
        add(new Step(++steps, now, who, ready));
    }

    /** Adds a line of what the simulation itself does, which is part of the {@link #fingerprint}. */
    void event(String text) {
        mix(text.hashCode());
        note(text);
    }

    private void mix(int part) {
        hash = 31 * hash + part;
    }

    /** Adds a line of the user's own. */
    public void note(String text) {
        add(new Note(simulation.nanos(), text));
    }

    private void add(Line line) {
        if (lines.size() == KEPT) {
            lines.removeFirst();
            leftOut = true;
        }
        lines.add(line);
    }

    private static String nameOf(Thread thread) {
        return switch (Fiber.of(thread)) {
            case Greenlet<?> greenlet -> greenlet.name();
            case null, default -> thread.getName().isEmpty() ? "a virtual thread" : thread.getName();
        };
    }

    /** How many slices of greenlets and callbacks have run. */
    public long steps() {
        return steps;
    }

    /** A number that is the same for runs that went the same way, whatever process they were in. */
    public long fingerprint() {
        return hash;
    }

    @Override
    public String toString() {
        String left = leftOut ? "  … what came before is left out\n" : "";
        return left + lines.stream().map(Trace::format).collect(Collectors.joining("\n"));
    }

    private static String format(Line line) {
        Duration at = Duration.ofNanos(line.nanos());
        String number = line instanceof Step step ? Long.toString(step.number()) : "";
        return String.format("%8s  %d:%02d:%02d.%06d  %s", number, at.toHours(), at.toMinutesPart(),
                at.toSecondsPart(), at.toNanosPart() / 1000, line);
    }
}
