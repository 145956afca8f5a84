package gevent.testing;

import gevent.Greenlet;
import gevent.hub.Fiber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What happened in a simulation, step by step: which greenlet ran, when, and out of how many ready ones; and what it
 * did on the simulated network. Keeps the last {@value #KEPT} lines. Hub thread only while the simulation runs, any
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

    /** A line between the steps: a network event, or a note of the user. */
    private record Note(long nanos, String text) implements Line {
        @Override
        public String toString() {
            return "      " + text;
        }
    }

    private final Simulation simulation;
    private final ArrayDeque<Line> lines = new ArrayDeque<>();
    private boolean leftOut;                    // whether the first lines were dropped
    private long steps;
    private long hash = 1;

    Trace(Simulation simulation) {
        this.simulation = simulation;
    }

    void step(@Nullable Thread thread, int ready) {
        String who = thread == null ? "the loop" : nameOf(thread);
        long now = simulation.step();
        mix(who.hashCode());
        mix(ready);
        mix(Long.hashCode(now));
        add(new Step(++steps, now, who, ready));
    }

    /** Adds a line about the simulation itself, which counts for the {@link #fingerprint}. */
    void event(String text) {
        mix(text.hashCode());
        note(text);
    }

    private void mix(int part) {
        hash = 31 * hash + part;
    }

    /** Adds a line from user code. */
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

    /** The number of greenlet slices and callbacks that have run. */
    public long steps() {
        return steps;
    }

    /** A number that is equal for runs that went the same way, in any process. */
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
