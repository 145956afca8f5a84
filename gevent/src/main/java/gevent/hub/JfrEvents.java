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

/**
 * What hubs tell the JDK's flight recorder: {@code gevent.Spawn}, {@code gevent.Wait} (20 ms or longer, unless the
 * recording's settings say otherwise), {@code gevent.Block}, {@code gevent.Kill} and {@code gevent.Timeout}. They are on
 * whenever a recording runs, and cost a look at a flag when none does.
 *
 * <pre>
 * jcmd PID JFR.start duration=10s filename=hub.jfr
 * jfr print --categories gevent hub.jfr
 * </pre>
 */
public final class JfrEvents {
    /** Held while one is written: who meets the recorder's own locks then stays on its carrier. */
    private static final PinnedLock WRITING = new PinnedLock();

    private JfrEvents() {
    }

    /** A greenlet was queued to run for the first time. */
    @Name("gevent.Spawn")
    @Label("Greenlet Spawned")
    @Category("gevent")
    private static final class Spawn extends Event {
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
        String waitedFor;
    }

    /** Something has kept a hub from its other greenlets for longer than the limit of its monitor. */
    @Name("gevent.Block")
    @Label("Hub Blocked")
    @Category("gevent")
    @StackTrace(false)
    private static final class Block extends Event {
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

    /** A greenlet was told to end. */
    @Name("gevent.Kill")
    @Label("Greenlet Killed")
    @Category("gevent")
    private static final class Kill extends Event {
        @Label("Greenlet")
        String greenlet;
        @Label("Exception")
        String exception;
    }

    /** The time of a {@code Timeout} was up before it was closed. */
    @Name("gevent.Timeout")
    @Label("Timeout Expired")
    @Category("gevent")
    @StackTrace(false)
    private static final class Late extends Event {
        @Label("Greenlet")
        String greenlet;
        @Label("Limit")
        @Timespan(Timespan.NANOSECONDS)
        long limit;
    }

    /** Written before another: JDK 25 loses what a carrier writes first after a virtual thread has written on it. */
    @Name("gevent.Nothing")
    @Label("Nothing")
    @Category("gevent")
    @StackTrace(false)
    private static final class Nothing extends Event {
    }

    static void spawned(Fiber fiber) {
        Spawn event = new Spawn();
        if (event.isEnabled()) {
            event.greenlet = fiber.describe();
            write(event);
        }
    }

    /** The start of a wait, for {@link #waited}; null, and so no memory of who waits, if none is recorded. */
    static Wait beginWait() {
        Wait event = new Wait();
        if (!event.isEnabled()) {
            return null;
        }
        event.begin();
        return event;
    }

    /** @param event null if the start was not recorded */
    static void waited(Wait event, Strand strand, Object waitedFor) {
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

    /** {@code exception} is about to be thrown into {@code strand}, to end it. Any thread. */
    public static void killed(Strand strand, Throwable exception) {
        Kill event = new Kill();
        if (event.isEnabled()) {
            event.greenlet = strand.describe();
            event.exception = exception.toString();
            write(event);
        }
    }

    /** A limit on what {@code strand} does is up. Any thread. */
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
