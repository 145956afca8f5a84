package gevent.lock;

/**
 * A {@link Semaphore} with unlimited permits: for code that is limited only at times.
 *
 * <pre>{@code
 * Semaphore limit = most == 0 ? new DummySemaphore() : new Semaphore(most);
 * limit.acquire();                              // a dummy's at once, however often
 * }</pre>
 *
 * <p>Acquiring never waits; releasing and adding permits have no effect. The number of permits is reported as one.
 * gevent: {@code gevent.lock.DummySemaphore}.
 */
public final class DummySemaphore extends Semaphore {
    /** Creates a semaphore. */
    public DummySemaphore() {
        super(Permits.endless(), null);
    }

    /**
     * Creates a semaphore.
     *
     * @param permits zero or more; has no effect
     */
    public DummySemaphore(int permits) {
        this();
        if (permits < 0) {
            throw new IllegalArgumentException("permits: " + permits + " is negative");
        }
    }

    @Override
    public String toString() {
        return "<DummySemaphore>";
    }
}
