package gevent.stress;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** How the actors of a race come to meet. */
public final class Pace {
    private static final int MOST_SPINS = 1000;

    private Pace() {
    }

    /** What the other actor publishes in a volatile field, as soon as it has. */
    public static <T> T await(Supplier<T> published) {
        T value;
        while ((value = published.get()) == null) {
            Thread.onSpinWait();
        }
        return value;
    }

    /** Lets some nanoseconds or microseconds pass: about what the other actor takes to get where they can meet. */
    public static void moment() {
        for (int left = ThreadLocalRandom.current().nextInt(MOST_SPINS); left > 0; left--) {
            Thread.onSpinWait();
        }
    }
}
