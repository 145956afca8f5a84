package gevent.hub;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An event that a {@link Loop} waits for, and the callback that the loop then runs. A started watcher keeps the loop
 * alive, unless {@link #unref} was called.
 *
 * <pre>{@code
 * try (Timer timer = hub.loop().timer(Duration.ofSeconds(1))) {
 *     timer.start(() -> event.set());
 *     …
 * }
 * }</pre>
 *
 * <p>Callbacks run in the loop, so they must not block; spawn a greenlet for code that blocks. All methods are for the
 * hub's thread (its main or one of its greenlets) unless they say otherwise. gevent: the watchers of
 * {@code gevent.core.loop}.
 */
public abstract sealed class Watcher implements AutoCloseable permits Timer, Async, Idle, IoWatcher,
        SignalWatcher {
    final Loop loop;
    private @Nullable Runnable callback;    // null while stopped
    private boolean counted = true;         // whether it keeps the loop alive while started

    Watcher(Loop loop) {
        this.loop = loop;
    }

    /**
     * Starts watching. If the watcher is already started, this only changes its callback.
     *
     * @param callback runs in the loop each time the event comes; must not block
     * @throws InvalidThreadUseError if called off the hub's thread
     */
    public final void start(Runnable callback) {
        Objects.requireNonNull(callback, "callback");
        loop.checkThread();
        boolean wasActive = isActive();
        this.callback = callback;
        if (!wasActive) {
            try {
                arm();
            } catch (Throwable t) {
                this.callback = null;
                throw t;
            }
            loop.count += counted ? 1 : 0;      // calls nothing: what is armed is counted, on whatever stack
        }
    }

    /**
     * Stops watching. An event whose callback has not run yet is dropped.
     *
     * @throws InvalidThreadUseError if called off the hub's thread
     */
    public final void stop() {
        loop.checkThread();
        if (isActive()) {
            disarm();
            callback = null;
            loop.count -= counted ? 1 : 0;
        }
    }

    /** Stops watching, as {@link #stop}; for try-with-resources. */
    @Override
    public final void close() {
        stop();
    }

    /** Whether this watcher is started. */
    public final boolean isActive() {
        return callback != null;
    }

    /** Makes this watcher not keep the loop alive; call this before {@link #start}. gevent: {@code ref=False}. */
    public final void unref() {
        if (isActive()) {
            throw new IllegalStateException("unref() comes before start()");
        }
        counted = false;
    }

    /** Marks this watcher stopped and returns its callback; also for an event that ends the watching by itself. */
    final @Nullable Runnable stopped() {
        Runnable last = callback;
        callback = null;
        loop.count -= counted ? 1 : 0;
        return last;
    }

    final @Nullable Runnable callback() {
        return callback;
    }

    abstract void arm();

    abstract void disarm();
}
