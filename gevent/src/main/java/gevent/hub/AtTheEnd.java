package gevent.hub;

import gevent.internal.jdk.Joiners;
import java.util.List;
import java.util.Objects;

/**
 * The classes that the end of a greenlet and the report of its failure need, loaded with the kernel. Once there are no
 * descriptors left, a class that lies in a directory cannot be loaded, and those that wait for the greenlet would wait
 * for ever.
 */
final class AtTheEnd {
    private static final List<Class<?>> NEEDED = List.of(Hub.class, Loop.class, Fiber.class, Waiter.class, Links.class,
            LinkQueue.class, Line.class, Service.class, Callback.class, JoinNotice.class, Joiners.class,
            UncaughtErrors.class, ThrownIn.class, Causes.class);

    private AtTheEnd() {
    }

    /** Loads them, with the classes inside them. */
    static void load() {
        for (Class<?> needed : NEEDED) {
            Objects.requireNonNull(needed.getNestMembers());
        }
    }
}
