package gevent.hub;

import gevent.internal.ServiceThread;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Finds greenlets that wait where they cannot leave their hub's thread: below a native frame or in a class initializer.
 * Nothing else runs on the hub meanwhile, so no I/O or timer of the hub could ever end such a wait.
 *
 * <pre>
 *   waits, pinned --- a second later: warned of, {@link Fiber#pins} ---&gt; turns timers and I/O itself to its end
 * </pre>
 * The JVM announces a pinned wait to nobody but recordings, and a walk over the stack before each wait costs more than
 * the wait. So one thread looks at all hubs once a second. gevent4j's own: Python has no such frames.
 */
final class PinWatch {
    private static final Duration PERIOD = Duration.ofSeconds(1);

    /** What the watch knows of one hub; used by its thread only. */
    static final class Seen {
        private int slice = -1;         // the last one seen
        private boolean warned;
    }

    static {
        new ServiceThread("gevent-pins", () -> false, PinWatch::watch).start();
    }

    private PinWatch() {
    }

    /** Starts the watch, once. */
    static void start() {
        // The static initializer has started it.
    }

    private static void watch() {
        while (true) {
            try {
                Thread.sleep(PERIOD);
                Hub.all().forEach(PinWatch::look);
            } catch (Throwable goesOn) {
                // An interrupt of all threads, or no memory: the next look comes in a second.
            }
        }
    }

    private static void look(Hub hub) {
        Seen seen = hub.pinsSeen();
        Runnable running = hub.loop().running();
        int slice = hub.loop().slices();
        if (running == null || slice != seen.slice) {
            seen.slice = slice;
            return;
        }
        Thread virtual = Loop.threadOf(running);
        if (virtual == null || !isWaiting(virtual) || hub.loop().slices() != slice) {
            return;
        }
        Fiber fiber = Fiber.of(virtual);
        if (!seen.warned) {
            seen.warned = true;
            warn(hub, fiber != null ? fiber.describe() : virtual.toString(), virtual.getStackTrace());
        }
        if (fiber != null) {
            fiber.setPins();
            LockSupport.unpark(virtual);        // it looks again, and then turns the loop itself
        }
    }

    private static boolean isWaiting(Thread virtual) {
        Thread.State state = virtual.getState();
        return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING || state == Thread.State.BLOCKED;
    }

    private static void warn(Hub hub, String name, StackTraceElement[] stack) {
        hub.warn(hub + " stands still: " + name + " waits where it cannot leave the hub's thread, below a native"
                + " method or in a class initializer. No other greenlet runs until that wait ends; wait elsewhere, if"
                + " you can. This is said once for each hub." + StrandInfo.lines(List.of(stack)));
    }
}
