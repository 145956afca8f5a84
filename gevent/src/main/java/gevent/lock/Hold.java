package gevent.lock;

/**
 * What {@code hold()} of a lock or a semaphore returns. Closing it releases what was acquired.
 *
 * <pre>{@code
 * try (Hold _ = lock.hold()) {
 *     …
 * }
 * }</pre>
 *
 * <p>gevent: {@code with lock:}.
 */
@FunctionalInterface
public interface Hold extends AutoCloseable {
    /** Releases what was acquired. */
    @Override
    void close();
}
