package gevent.hub;

import gevent.internal.ByName;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;

/**
 * What a hub runs on: its time, the order of what is ready, and how it waits. Usually that is the machine; a test can
 * put something else in its place.
 *
 * @param clock the only source of time
 * @param order the callbacks and slices of greenlets that are ready, of which the head runs next; the hub's from now
 *        on. Callbacks must come out in the order they came in; slices of different greenlets may overtake each other.
 * @param poller how to wait; the hub's from now on
 */
public record Environment(Clock clock, Queue<Runnable> order, Poller poller) {
    /** It knows the transports, which are built on this package. */
    private static final String POLLER = "gevent.io.LazyPoller";

    /** Says what is missing. */
    public Environment {
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(order, "order");
        Objects.requireNonNull(poller, "poller");
    }

    /** The machine's, for a hub of the current thread. */
    public static Environment real() {
        return new Environment(Clock.SYSTEM, new ArrayDeque<>(), ByName.make(Poller.class, POLLER));
    }

    /** The same with another clock. */
    public Environment withClock(Clock other) {
        return new Environment(other, order, poller);
    }

    /** The same with another order. */
    public Environment withOrder(Queue<Runnable> other) {
        return new Environment(clock, other, poller);
    }

    /** The same with another poller. */
    public Environment withPoller(Poller other) {
        return new Environment(clock, order, other);
    }
}
