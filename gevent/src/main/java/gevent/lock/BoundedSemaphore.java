package gevent.lock;

/**
 * A {@link Semaphore} that never has more permits than it began with, so that an extra release is detected.
 *
 * <p>gevent: {@code gevent.lock.BoundedSemaphore}.
 */
public final class BoundedSemaphore extends Semaphore {
    private final int bound;

    /** Creates a semaphore with one permit. */
    public BoundedSemaphore() {
        this(1);
    }

    /**
     * Creates a semaphore.
     *
     * @param permits zero or more
     */
    public BoundedSemaphore(int permits) {
        super(permits);
        this.bound = permits;
    }

    /** Throws {@link IllegalStateException} if the semaphore already has all its permits. */
    @Override
    void checkMayRelease() {
        if (counter() >= bound) {
            throw new IllegalStateException("Semaphore released too many times: it has all its " + bound + " permits,"
                    + " so release() only what was acquired");
        }
    }
}
