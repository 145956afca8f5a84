package gevent;

import gevent.hub.InvalidThreadUseError;
import gevent.hub.JfrEvents;
import gevent.hub.Strand;
import gevent.hub.Timer;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Thrown into the greenlet that started it, if that does not close it in time: a limit on any piece of blocking code.
 *
 * <pre>{@code
 * try (Timeout limit = Timeout.start(Duration.ofSeconds(5))) {
 *     page = url.openStream().readAllBytes();
 * } catch (Timeout expired) {
 *     page = null;
 * }
 * }</pre>
 *
 * <p>It surfaces where the greenlet waits, so code that never waits is not interrupted. Timeouts nest, and each is
 * recognised by its identity; one that was closed does not surface any more. It is an {@link Error}, so that a
 * {@code catch (Exception e)} on the way does not swallow it. Its stack trace is that of the wait which it ended.
 *
 * <p>All methods are for the thread of the hub on which it was started. gevent: {@code gevent.Timeout}.
 */
public final class Timeout extends Error implements AutoCloseable {
    private final Duration duration;                 // null for never
    private final transient Throwable toRaise;       // null for this
    private transient Timer timer;                   // null unless started
    private transient boolean open;
    private transient Strand strand;                 // whom it is thrown into; null unless started

    /** One that throws itself; not started. @param duration from its start; null for never */
    public Timeout(Duration duration) {
        this(duration, null);
    }

    /**
     * One that throws something else; not started.
     *
     * @param duration from its start; null for never
     * @param toRaise is thrown when the time is up; null for the timeout itself
     */
    public Timeout(Duration duration, Throwable toRaise) {
        if (duration != null && duration.isNegative()) {
            throw new IllegalArgumentException("duration: " + duration + " is negative");
        }
        this.duration = duration;
        this.toRaise = toRaise;
    }

    /** Made when it is asked for: most timeouts are never up. */
    @Override
    public String getMessage() {
        if (duration == null) {
            return "no limit";
        }
        double seconds = duration.getSeconds() + duration.getNano() / 1e9;
        return seconds == 1 ? "1 second" : (seconds == Math.rint(seconds) ? Long.toString((long) seconds)
                : Double.toString(seconds)) + " seconds";
    }

    /** A started one for the current greenlet. @param duration from now; null for never */
    public static Timeout start(Duration duration) {
        return startNew(new Timeout(duration));
    }

    /** A started one for the current greenlet. @param seconds from now, zero or more */
    public static Timeout start(double seconds) {
        return start(Gevent.duration(seconds));
    }

    /**
     * A started one for the current greenlet, which throws something else.
     *
     * @param duration from now; null for never
     * @param toRaise is thrown when the time is up; null for the timeout itself
     */
    public static Timeout start(Duration duration, Throwable toRaise) {
        return startNew(new Timeout(duration, toRaise));
    }

    /** The same as {@link #start(Duration)}. gevent: {@code start_new}. */
    public static Timeout startNew(Duration duration) {
        return start(duration);
    }

    /** {@code timeout}, started unless it is pending. gevent: {@code start_new}. */
    public static Timeout startNew(Timeout timeout) {
        if (!timeout.isPending()) {
            timeout.start();
        }
        return timeout;
    }

    /**
     * Starts it for the current greenlet.
     *
     * @throws IllegalStateException if it is pending
     * @throws InvalidThreadUseError on a virtual thread that runs on no hub
     */
    public void start() {
        if (isPending()) {
            throw new IllegalStateException(this + " is already started; to restart it, cancel it first");
        }
        strand = Strand.current();
        open = true;
        if (strand.hub() == null) {
            throw new InvalidThreadUseError(strand.thread() + " runs on no hub: nothing can be thrown into it");
        }
        if (duration != null) {
            timer = strand.hub().loop().timeout(duration);
            timer.start(this::expire);
        }
    }

    /**
     * Runs a wait under this timeout, which is started unless it is pending, and closed afterwards: what everything does
     * that takes a {@code Timeout} where it takes a {@link Duration}. gevent: {@code timeout=} may be a {@code Timeout}.
     *
     * @param wait what waits
     * @param late gives the result if this very timeout is up first; what it throws instead of itself is thrown
     * @return what one of the two returned
     */
    public <V> V within(Supplier<? extends V> wait, Supplier<? extends V> late) {
        startNew(this);
        try {
            return wait.get();
        } catch (Timeout expired) {
            if (expired != this) {
                throw expired;
            }
            return late.get();
        } finally {
            close();
        }
    }

    /** The same; if this very timeout is up first, it is thrown. */
    public <V> V within(Supplier<? extends V> wait) {
        try (Timeout _ = startNew(this)) {
            return wait.get();
        }
    }

    /** One whose time is up, to be thrown here. @param limit how long it was */
    public static Timeout expired(Duration limit) {
        Timeout timeout = new Timeout(limit);
        timeout.setStackTrace(Thread.currentThread().getStackTrace());
        return timeout;
    }

    private void expire() {
        if (toRaise == null) {
            setStackTrace(strand.thread().getStackTrace());
        }
        JfrEvents.timedOut(strand, duration);
        strand.throwIn(raised());
    }

    private Throwable raised() {
        return toRaise != null ? toRaise : this;
    }

    /** How long, from the start; null for never. */
    public Duration duration() {
        return duration;
    }

    /** Whether it is started and its time is not up. */
    public boolean isPending() {
        return timer != null && timer.isActive();
    }

    /** Whether it was started and not closed or cancelled since, be its time up or not. */
    public boolean isOpen() {
        return open;
    }

    /** Takes it back, even if its time is up, as long as it has not surfaced; it may be started again. */
    public void cancel() {
        open = false;
        if (timer != null) {
            timer.close();
            strand.retract(raised());
        }
    }

    /** The same as {@link #cancel}, for try-with-resources. */
    @Override
    public void close() {
        cancel();
    }

    /** Where a timeout is made says little; {@link #expire} puts in the wait that it ends. */
    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }

    @Override
    public String toString() {
        return "Timeout: " + getMessage();
    }
}
