package gevent.hub;

/** A hub's only source of time, so that a test can control it. */
@FunctionalInterface
public interface Clock {
    /** The machine's monotonic clock. */
    Clock SYSTEM = System::nanoTime;

    /** Nanoseconds since an arbitrary moment; never goes back. Only differences are meaningful. */
    long nanos();
}
