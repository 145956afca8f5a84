package gevent.testing;

import gevent.hub.Hub;
import gevent.hub.Loop;
import java.time.Duration;

/**
 * How long a simulation may run. A run that goes further fails with a report; what its greenlets then do to end has the
 * same limits once more. Hub thread only while the simulation runs.
 */
final class Limits {
    /** A power of two: the machine's clock is read once in so many steps. */
    private static final int STEPS_PER_LOOK = 1024;

    private long steps;
    private long virtualNanos;
    private long realNanos;
    private final long began = System.nanoTime();
    private long stepsBefore;           // these three: where the limits were last exceeded, or zero
    private long virtualBefore;
    private long realBefore;

    Limits(long steps, Duration virtualTime, Duration realTime) {
        steps(steps);
        virtualTime(virtualTime);
        realTime(realTime);
    }

    void steps(long most) {
        if (most < 1) {
            throw new IllegalArgumentException("most: " + most + " is below 1");
        }
        steps = most;
    }

    void virtualTime(Duration most) {
        virtualNanos = positive(most, "most");
    }

    void realTime(Duration most) {
        realNanos = positive(most, "most");
    }

    /** Returns the nanoseconds of {@code duration}, which must be above zero. */
    static long positive(Duration duration, String name) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + ": " + duration + " is not above zero");
        }
        return Loop.nanos(duration, name);
    }

    void checkStep(Simulation simulation, long done) {
        if (done - stepsBefore > steps) {
            throw exceeded(simulation);
        }
        if ((done & STEPS_PER_LOOK - 1) == 0) {
            checkRealTime(simulation);
        }
    }

    /** Checks whether virtual time may go on from {@code now} by {@code more}. */
    void checkVirtualTime(Simulation simulation, long now, long more) {
        if (more > virtualNanos - (now - virtualBefore)) {
            throw exceeded(simulation);
        }
    }

    void checkRealTime(Simulation simulation) {
        if (System.nanoTime() - began - realBefore > realNanos) {
            throw exceeded(simulation);
        }
    }

    private IllegalStateException exceeded(Simulation simulation) {
        stepsBefore = simulation.trace().steps();
        virtualBefore = simulation.nanos();
        realBefore = System.nanoTime() - began;
        return new IllegalStateException(simulation + " still runs, after " + Duration.ofNanos(realBefore).toMillis()
                + " ms of real time: does something wait in a loop for what never comes?\n" + Hub.get().inspect());
    }
}
