package gevent;

import gevent.hub.Hub;
import gevent.hub.InvalidThreadUseError;
import gevent.hub.JfrEvents;
import gevent.hub.Loop;
import gevent.hub.Strand;
import gevent.hub.Timer;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A limit on any piece of blocking code: a timeout is thrown into the greenlet that started it, unless the greenlet
 * closes it in time.
 *
 * <pre>{@code
 * try (Timeout limit = Timeout.start(Duration.ofSeconds(5))) {
 *     page = url.openStream().readAllBytes();
 * } catch (Timeout expired) {
 *     page = null;
 * }
 * }</pre>
 *
 * <p>A timeout is thrown at a wait of the greenlet, so code that never waits is not interrupted. Timeouts nest; each is
 * recognised by its identity, also inside what a library has made of it: see {@link #caused}. A closed timeout is not
 * thrown any more. {@code Timeout} is an {@link Error}, so that a {@code catch (Exception e)} on the way does not
 * swallow it. Its stack trace is that of the wait that it ended.
 *
 * <p>Use a timeout only on the thread of the hub on which it was started. gevent: {@code gevent.Timeout}.
 */
public final class Timeout extends Error implements AutoCloseable {
    private final @Nullable Duration duration;                 // null for never
    private final transient @Nullable Throwable toRaise;       // null for this
    private transient @Nullable Timer timer;                   // null unless started
    private transient boolean open;
    private transient boolean expired;                         // since it was last started
    private transient @Nullable Strand strand;                 // the strand to throw into; null unless started

    /**
     * Creates a timeout that throws itself, without starting it.
     *
     * @param duration from its start; null for never
     */
    public Timeout(@Nullable Duration duration) {
        this(duration, null);
    }

    /**
     * Creates a timeout that throws itself, without starting it.
     *
     * @param seconds from its start, zero or more
     */
    public Timeout(double seconds) {
        this(Loop.duration(seconds));
    }

    /**
     * Creates a timeout that throws another exception, without starting it.
     *
     * @param seconds from its start, zero or more
     * @param toRaise is thrown when the timeout expires; null for the timeout itself
     */
    public Timeout(double seconds, @Nullable Throwable toRaise) {
        this(Loop.duration(seconds), toRaise);
    }

    /**
     * Creates a timeout that throws another exception, without starting it.
     *
     * @param duration from its start; null for never
     * @param toRaise is thrown when the timeout expires; null for the timeout itself
     */
    public Timeout(@Nullable Duration duration, @Nullable Throwable toRaise) {
        if (duration != null && duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration + " is negative");
        }
        this.duration = duration;
        this.toRaise = toRaise;
    }

    /** Computed on request, because most timeouts never expire. */
    @Override
    public String getMessage() {
        if (duration == null) {
            return "no limit";
        }
        double seconds = duration.getSeconds() + duration.getNano() / 1e9;
        return seconds == 1 ? "1 second" : (seconds == Math.rint(seconds) ? Long.toString((long) seconds)
                : Double.toString(seconds)) + " seconds";
    }

    /**
     * Creates and starts a timeout for the current greenlet.
     *
     * @param duration from now; null for never
     */
    public static Timeout start(@Nullable Duration duration) {
        return startNew(new Timeout(duration));
    }

    /**
     * Creates and starts a timeout for the current greenlet.
     *
     * @param seconds from now, zero or more
     */
    public static Timeout start(double seconds) {
        return start(Loop.duration(seconds));
    }

    /**
     * Creates and starts a timeout for the current greenlet that throws another exception.
     *
     * @param duration from now; null for never
     * @param toRaise is thrown when the timeout expires; null for the timeout itself
     */
    public static Timeout start(@Nullable Duration duration, @Nullable Throwable toRaise) {
        return startNew(new Timeout(duration, toRaise));
    }

    /** As {@link #start(Duration, Throwable)}, in seconds. */
    public static Timeout start(double seconds, @Nullable Throwable toRaise) {
        return start(Loop.duration(seconds), toRaise);
    }

    /** The same as {@link #start(double)}. gevent: {@code start_new}. */
    public static Timeout startNew(double seconds) {
        return start(seconds);
    }

    /** The same as {@link #start(Duration)}. gevent: {@code start_new}. */
    public static Timeout startNew(@Nullable Duration duration) {
        return start(duration);
    }

    /** Starts {@code timeout} unless it is pending, and returns it. gevent: {@code start_new}. */
    public static Timeout startNew(Timeout timeout) {
        if (!timeout.isPending()) {
            timeout.start();
        }
        return timeout;
    }

    /**
     * Starts the timeout for the current greenlet.
     *
     * @throws IllegalStateException if the timeout is pending
     * @throws InvalidThreadUseError on a virtual thread that runs on no hub
     */
    public void start() {
        if (isPending()) {
            throw new IllegalStateException(this + " is already started; to restart it, cancel it first");
        }
        Strand self = Strand.current();
        strand = self;
        open = true;
        expired = false;
        Hub hub = self.hub();
        if (hub == null) {
            throw new InvalidThreadUseError(self.thread() + " runs on no hub: nothing can be thrown into it");
        }
        Duration limit = duration;
        if (limit != null) {
            timer = hub.loop().timeout(limit);
            timer.start(() -> expire(self, limit));
        }
    }

    /**
     * Runs a wait under this timeout. Starts the timeout first unless it is pending, and closes it afterwards. Every
     * method that accepts a {@code Timeout} in place of a {@link Duration} does this. gevent: {@code timeout=} may be a
     * {@code Timeout}.
     *
     * @param wait the code that waits
     * @param late gives the result if this timeout expires first; not called if the timeout throws another exception
     * instead of itself, which is then thrown
     * @return the result of {@code wait} or {@code late}
     */
    public <V extends @Nullable Object> V within(Supplier<? extends V> wait, Supplier<? extends V> late) {
        try {
            return within(wait);
        } catch (Timeout expired) {
            if (expired != this) {
                throw expired;
            }
            return late.get();
        }
    }

    /** As {@link #within(Supplier, Supplier)}, but if this timeout expires first, it is thrown. */
    public <V extends @Nullable Object> V within(Supplier<? extends V> wait) {
        try (Timeout _ = startNew(this)) {
            return wait.get();
        } catch (Throwable t) {
            if (toRaise == null && caused(t)) {
                throw this;
            }
            throw t;
        }
    }

    /**
     * Whether an exception comes of this timeout: is what the timeout has thrown, carries it as a cause or suppressed,
     * or tells of the interrupt by which the timeout ended a JDK wait. Ask after a library that wraps what it catches;
     * {@code withTimeout} does so by itself. Also answers when the timeout is closed.
     *
     * <pre>{@code
     * try (Timeout limit = Timeout.start(5)) {
     *     row = statement.executeQuery();
     * } catch (SQLException e) {
     *     row = limit.caused(e) ? null : fail(e);
     * }
     * }</pre>
     */
    public boolean caused(Throwable exception) {
        Objects.requireNonNull(exception, "exception");
        return expired && strand != null && strand.caused(raised(), exception);
    }

    /**
     * Returns an expired timeout for the caller to throw.
     *
     * @param limit how long it was
     */
    public static Timeout expired(@Nullable Duration limit) {
        Timeout timeout = new Timeout(limit);
        timeout.setStackTrace(Thread.currentThread().getStackTrace());
        return timeout;
    }

    private void expire(Strand late, Duration limit) {
        Thread thread = late.thread();
        if (toRaise == null && thread != null) {
            setStackTrace(thread.getStackTrace());
        }
        expired = true;
        JfrEvents.timedOut(late, limit);
        late.throwIn(raised());
    }

    private Throwable raised() {
        return toRaise != null ? toRaise : this;
    }

    /** The duration of the limit, from the start; null for never. */
    public @Nullable Duration duration() {
        return duration;
    }

    /** Whether the timeout is started and has not expired. */
    public boolean isPending() {
        return timer != null && timer.isActive();
    }

    /** Whether the timeout was started and not closed or cancelled since, expired or not. */
    public boolean isOpen() {
        return open;
    }

    /** Cancels the timeout, even if it has expired, as long as it was not thrown yet. It may be started again. */
    public void cancel() {
        open = false;
        if (timer != null && strand != null) {
            timer.close();
            strand.retract(raised());
        }
    }

    /** The same as {@link #cancel}, for try-with-resources. */
    @Override
    public void close() {
        cancel();
    }

    /** The place where a timeout is made says little; {@link #expire} sets the stack trace of the wait that it ends. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    @Override
    public String toString() {
        return "Timeout: " + getMessage();
    }
}
