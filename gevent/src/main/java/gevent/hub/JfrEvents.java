package gevent.hub;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import jdk.jfr.Category;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/**
 * The events that hubs write to the JDK Flight Recorder: {@code gevent.Spawn}, {@code gevent.Wait} (20 ms or longer,
 * unless the recording's settings say otherwise), {@code gevent.Block}, {@code gevent.Kill} and {@code gevent.Timeout}.
 * The events are on whenever a recording runs, and cost one check of a flag when none does.
 *
 * <pre>
 * jcmd PID JFR.start duration=10s filename=hub.jfr
 * jfr print --categories gevent hub.jfr
 * </pre>
 */
@SuppressWarnings("NullAway.Init")      // the fields of an event are set before it is written
public final class JfrEvents {
    /**
     * Held while an event is written: a greenlet that has to wait for a lock of the recorder then stays on its carrier.
     */
    private static final PinnedLock WRITING = new PinnedLock();

    private JfrEvents() {
    }

    /** A greenlet was queued to run for the first time. */
    @Name("gevent.Spawn")
    @Label("Greenlet Spawned")
    @Category("gevent")
    static final class Spawn extends Event {
        @Label("Greenlet")
        String greenlet;
    }

    /** A greenlet, or the main of a hub, was switched out while it waited. */
    @Name("gevent.Wait")
    @Label("Greenlet Waited")
    @Category("gevent")
    @Threshold("20 ms")
    static final class Wait extends Event {
        @Label("Greenlet")
        String greenlet;
        @Label("Waited For")
        @Nullable String waitedFor;
    }

    /** A callback or a greenlet kept a hub from its other greenlets for longer than the limit of its monitor. */
    @Name("gevent.Block")
    @Label("Hub Blocked")
    @Category("gevent")
    @StackTrace(false)
    static final class Block extends Event {
        @Label("Hub")
        String hub;
        @Label("Greenlet")
        String greenlet;
        @Label("Blocked So Far")
        @Timespan(Timespan.NANOSECONDS)
        long blocked;
        @Label("Stack")
        String stack;
    }

    /** A greenlet was killed. */
    @Name("gevent.Kill")
    @Label("Greenlet Killed")
    @Category("gevent")
    static final class Kill extends Event {
        @Label("Greenlet")
        String greenlet;
        @Label("Exception")
        String exception;
    }

    /** A {@code Timeout} expired before it was closed. */
    @Name("gevent.Timeout")
    @Label("Timeout Expired")
    @Category("gevent")
    @StackTrace(false)
    static final class Late extends Event {
        @Label("Greenlet")
        String greenlet;
        @Label("Limit")
        @Timespan(Timespan.NANOSECONDS)
        long limit;
    }

    /**
     * Written before another event: JDK 25 loses the first event of a carrier after a virtual thread has written on it.
     */
    @Name("gevent.Nothing")
    @Label("Nothing")
    @Category("gevent")
    @StackTrace(false)
    static final class Nothing extends Event {
    }

    static void spawned(Fiber fiber) {
        Spawn event = new Spawn();
        if (event.isEnabled()) {
            event.greenlet = fiber.describe();
            write(event);
        }
    }

    /**
     * Begins to record a wait, for {@link #waited}. Returns null, so that a wait costs no memory, if waits are not
     * recorded.
     */
    static @Nullable Wait beginWait() {
        Wait event = new Wait();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    /** Ends the record of a wait; {@code event} is null if the start was not recorded. */
    static void waited(@Nullable Wait event, Strand strand, @Nullable Object waitedFor) {
        if (event == null) {
            return;
        }
        event.end();
        if (event.shouldCommit()) {
            event.greenlet = strand.describe();
            event.waitedFor = waitedFor == null ? null : waitedFor.toString();
            write(event);
        }
    }

    static void blocked(Hub hub, String greenlet, long nanos, StackTraceElement[] stack) {
        Block event = new Block();
        if (event.isEnabled()) {
            event.hub = hub.toString();
            event.greenlet = greenlet;
            event.blocked = nanos;
            event.stack = Arrays.stream(stack).map(String::valueOf).collect(Collectors.joining("\n"));
            write(event);
        }
    }

    /** Records that {@code exception} is about to be thrown into {@code strand}, to end it. Any thread. */
    public static void killed(Strand strand, Throwable exception) {
        Kill event = new Kill();
        if (event.isEnabled()) {
            event.greenlet = strand.describe();
            event.exception = exception.toString();
            write(event);
        }
    }

    /** Records that a time limit on {@code strand} has expired. Any thread. */
    public static void timedOut(Strand strand, Duration limit) {
        Late event = new Late();
        if (event.isEnabled()) {
            event.greenlet = strand.describe();
            event.limit = Loop.nanos(limit, "limit");
            write(event);
        }
    }

    private static void write(Event event) {
        try (PinnedLock _ = WRITING.hold()) {
            if (!Thread.currentThread().isVirtual()) {
                new Nothing().commit();
            }
            event.commit();
        }
    }
}
