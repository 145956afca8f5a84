package gevent.lock;

/**
 * A {@link Semaphore} that never has more permits than it began with, so that a release too many is found.
 *
 * <p>gevent: {@code gevent.lock.BoundedSemaphore}.
 */
public final class BoundedSemaphore extends Semaphore {
    private final int bound;

    /** One with a single permit. */
    public BoundedSemaphore() {
        this(1);
    }

    /** @param permits zero or more */
    public BoundedSemaphore(int permits) {
        super(permits);
        this.bound = permits;
    }

    /** @throws IllegalStateException if all are there already */
    @Override
    void checkMayRelease() {
        if (counter() >= bound) {
            throw new IllegalStateException("Semaphore released too many times: it has all its " + bound + " permits,"
                    + " so release() only what was acquired");
        }
    }
}
