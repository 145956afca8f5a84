package gevent.lock;

/**
 * A {@link Semaphore} that never has more permits than it began with, so that an extra release is detected:
 * {@link #release} then throws {@link IllegalStateException}.
 *
 * <p>gevent: {@code gevent.lock.BoundedSemaphore}.
 */
public final class BoundedSemaphore extends Semaphore {
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
        super(new Permits(permits, permits), null);
    }
}
