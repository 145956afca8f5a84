package gevent.hub;

import gevent.io.Transport;
import java.util.function.Consumer;

/**
 * The operating system's waiting, behind a {@link Loop}: for sockets, for a time, and for a wake from another thread.
 * An implementation watches the {@link Source}s of its own {@link Transport}; nothing else knows what a source is.
 *
 * <p>All methods are for the hub's thread, save {@link #wakeup}. The contract fits level- and edge-triggered systems:
 * a poller tells of readiness at least once after each time that a socket became ready; who is told tries until the
 * socket would block.
 */
public interface Poller extends AutoCloseable {
    /** What one poller can watch: a file descriptor, a channel. */
    interface Source {
        /** Whether nothing but the hub's own greenlets can make it ready, so that waiting keeps no loop alive. */
        default boolean isInternal() {
            return false;
        }

        /** What the poller itself knows it by, if that is something else. */
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

    /** Ends watching; nothing is told to {@code watcher} any more. */
    void remove(IoWatcher watcher);

    /** A source is being closed, all its watchers are gone: lets go of it, so that its descriptor is freed now. */
    void forget(Source source);

    /**
     * Waits until a source is ready, {@link #wakeup} was called or the time is up, and tells what is ready.
     *
     * @param nanos nanoseconds; 0 to look only, {@link #FOREVER} for no limit
     * @param ready is given the watchers whose sources are ready
     */
    void poll(long nanos, Consumer<IoWatcher> ready);

    /** Whether an {@linkplain Source#isInternal internal} source is ready, which the next poll will tell. */
    default boolean hasReady() {
        return false;
    }

    /** Lets the {@link #poll} under way return, or the next one. Any thread; never blocks. */
    void wakeup();

    /** Frees what the operating system holds for it. */
    @Override
    void close();
}
