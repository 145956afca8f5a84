package gevent.hub;

import gevent.io.Transport;
import java.util.function.Consumer;

/**
 * Waits for the operating system on behalf of a {@link Loop}: for sockets, for a time, and for a wake from another
 * thread. An implementation watches the {@link Source}s of its own {@link Transport}; nothing else knows what a source
 * is.
 *
 * <p>All methods are for the hub's thread, except {@link #wakeup}. The contract fits level- and edge-triggered systems:
 * a poller reports readiness at least once each time a socket becomes ready. Code that gets the report tries until the
 * socket would block.
 */
public interface Poller extends AutoCloseable {
    /** Something that a poller can watch: a file descriptor, a channel. */
    interface Source {
        /**
         * Whether only the hub's own greenlets can make this source ready, so that a wait for it keeps no loop alive.
         */
        default boolean isInternal() {
            return false;
        }

        /** The source as the poller knows it, if that is another object. */
        default Source raw() {
            return this;
        }
    }

    /** Wait without a limit. */
    long FOREVER = -1;

    /**
     * Begins to watch.
     *
     * @throws java.io.UncheckedIOException if the source is closed
     */
    void add(IoWatcher watcher);

    /** Stops watching; {@code watcher} gets no more reports. */
    void remove(IoWatcher watcher);

    /** Releases a source that is being closed and has no watchers left, so that its descriptor is freed now. */
    void forget(Source source);

    /**
     * Waits until a source is ready, {@link #wakeup} was called or the time is up, and reports what is ready.
     *
     * @param nanos nanoseconds; 0 to check only, {@link #FOREVER} for no limit
     * @param ready receives the watchers whose sources are ready
     */
    void poll(long nanos, Consumer<IoWatcher> ready);

    /** Whether an {@linkplain Source#isInternal internal} source is ready, which the next poll will report. */
    default boolean hasReady() {
        return false;
    }

    /** Makes the current {@link #poll} return, or else the next one. Any thread; never blocks. */
    void wakeup();

    /** Frees the operating system resources of this poller. */
    @Override
    void close();
}
