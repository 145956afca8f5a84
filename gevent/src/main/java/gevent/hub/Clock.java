package gevent.hub;

/** The one source of time of a hub, so that a test can own it. */
@FunctionalInterface
public interface Clock {
    /** The machine's monotonic clock. */
    Clock SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary moment; never goes back. Differences are what counts. */
    long nanos();
}
