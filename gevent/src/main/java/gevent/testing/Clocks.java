package gevent.testing;

import gevent.hub.Hub;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * The time of the simulation that the current code runs in, or the machine's time outside of a simulation.
 * {@code Monkey.patchClock()} makes user code call this class instead of {@code System.nanoTime} and similar methods.
 * Code that is tested without an agent can call this class itself.
 *
 * <pre>{@code
 * Clock clock = Clocks.systemUTC();
 * boolean expired = clock.instant().isAfter(deadline);
 * }</pre>
 */
public final class Clocks {
    private Clocks() {
    }

    private static @Nullable Simulation simulation() {
        Thread thread = Thread.currentThread();
        Hub hub = thread.isVirtual() ? Hub.of(thread) : Hub.getIfExists();
        return hub != null && hub.environment().clock() instanceof Simulation simulation ? simulation : null;
    }

    /** Whether the current code runs in a simulation. */
    public static boolean areSimulated() {
        return simulation() != null;
    }

    /** As {@link System#nanoTime}. */
    public static long nanoTime() {
        Simulation simulation = simulation();
        return simulation != null ? simulation.nanos() : System.nanoTime();
    }

    /** As {@link System#currentTimeMillis}. */
    public static long currentTimeMillis() {
        Simulation simulation = simulation();
        return simulation != null ? simulation.now().toEpochMilli() : System.currentTimeMillis();
    }

    /** As {@link Instant#now()}. */
    public static Instant instant() {
        Simulation simulation = simulation();
        return simulation != null ? simulation.now() : Instant.now();
    }

    /** As {@link Clock#systemUTC}. */
    public static Clock systemUTC() {
        return new Here(Clock.systemUTC());
    }

    /** As {@link Clock#systemDefaultZone}. */
    public static Clock systemDefaultZone() {
        return system(ZoneId.systemDefault());
    }

    /** As {@link Clock#system}. */
    public static Clock system(ZoneId zone) {
        return new Here(Clock.system(zone));
    }

    /** A clock that checks at each reading whether the caller runs in a simulation. */
    private static final class Here extends Clock {
        private final Clock real;

        Here(Clock real) {
            this.real = real;
        }

        @Override
        public ZoneId getZone() {
            return real.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new Here(real.withZone(zone));
        }

        @Override
        public Instant instant() {
            Simulation simulation = simulation();
            return simulation != null ? simulation.now() : real.instant();
        }

        @Override
        public String toString() {
            return "Clocks of " + real;
        }
    }
}
