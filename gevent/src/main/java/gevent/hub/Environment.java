package gevent.hub;

import gevent.internal.ByName;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * What a hub runs on: its clock, the order of what is ready, and its poller. Usually these are the machine's; a test
 * can replace them.
 *
 * @param clock the only source of time
 * @param order the queue of ready callbacks and greenlet slices, whose head runs next; the hub owns it from now on.
 *        Callbacks must leave in the order they entered; slices of different greenlets may overtake each other.
 * @param poller how the hub waits; the hub owns it from now on
 */
public record Environment(Clock clock, Queue<Runnable> order, Poller poller) {
    /** Loaded by name: this class knows the transports, which are built on this package. */
    private static final String POLLER = "gevent.io.LazyPoller";

    /** Checks that nothing is missing. */
    public Environment {
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(poller, "poller");
    }

    /** The machine's environment, for a hub of the current thread. */
    public static Environment real() {
        return new Environment(Clock.SYSTEM, new ArrayDeque<>(), ByName.make(Poller.class, POLLER));
    }

    /** This environment with another clock. */
    public Environment withClock(Clock other) {
        return new Environment(other, order, poller);
    }

    /** This environment with another order. */
    public Environment withOrder(Queue<Runnable> other) {
        return new Environment(clock, other, poller);
    }

    /** This environment with another poller. */
    public Environment withPoller(Poller other) {
        return new Environment(clock, order, other);
    }
}
