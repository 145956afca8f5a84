package gevent.hub;

import gevent.internal.ServiceThread;
import gevent.internal.jdk.VirtualThreads;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Checks a hub periodically from a separate thread, and reports once each callback or greenlet that runs longer than a
 * limit without waiting. What the monitor reads of the loop may be a moment old, which is good enough for an alarm.
 */
final class Monitor implements AutoCloseable {
    private static final String PROPERTY = "gevent.monitor";

    private final Hub hub;
    private final Consumer<? super String> report;
    private final long limit;           // nanoseconds
    private final Thread thread;
    private volatile boolean closed;

    private Monitor(Hub hub, Duration limit, Consumer<? super String> report) {
        this.hub = hub;
        this.report = report;
        this.limit = Loop.nanos(limit, "limit");
        this.thread = new ServiceThread("gevent-monitor of " + hub.thread().getName(), () -> false, this::watch);
    }

    static Monitor start(Hub hub, Duration limit, Consumer<? super String> report) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("limit: " + limit + " is not above zero");
        }
        Monitor monitor = new Monitor(hub, limit, report);
        monitor.thread.start();
        return monitor;
    }

    static void startIfWanted(Hub hub) {
        String seconds = System.getProperty(PROPERTY);
        if (seconds != null) {
            try {
                start(hub, Loop.duration(Double.parseDouble(seconds)), Monitor::warn);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "-D" + PROPERTY + "=" + seconds + " is no number of seconds above 0", e);
            }
        }
    }

    private void watch() {
        int slice = -1;
        long since = 0;
        boolean reported = false;
        while (!closed && !hub.isClosed() && hub.thread().isAlive()) {
            Runnable running = hub.loop().running();
            long now = System.nanoTime();
            if (running == null || hub.loop().slices() != slice) {
                slice = hub.loop().slices();
                since = now;
                reported = false;
            } else if (!reported && now - since > limit) {
                reported = true;
                report(running, now - since);
            }
            pause();
        }
    }

    private void pause() {
        try {
            Thread.sleep(Duration.ofNanos(Math.max(1, limit / 4)));
        } catch (InterruptedException closing) {
            closed = true;
        }
    }

    private void report(Runnable running, long nanos) {
        Thread blocked = threadOf(running);
        StackTraceElement[] stack = blocked.getStackTrace();
        JfrEvents.blocked(hub, name(blocked), nanos, stack);
        String where = stack.length > 0 && stack[0].isNativeMethod()
                ? " in the native method " + stack[0].getClassName() + "." + stack[0].getMethodName() : "";
        report.accept(hub + " has been blocked for "
                + Duration.ofNanos(nanos).toMillis() + " ms by " + name(blocked) + where + ":"
                + StrandInfo.lines(List.of(stack)));
    }

    static void warn(String text) {
        System.getLogger("gevent.hub").log(System.Logger.Level.WARNING, text);
    }

    private Thread threadOf(Runnable running) {
        Thread virtual = Loop.threadOf(running);
        return virtual != null ? virtual : hub.thread();
    }

    private static String name(Thread blocked) {
        if (!blocked.isVirtual()) {
            return "a callback of the loop";
        }
        return VirtualThreads.schedulerOf(blocked) instanceof Fiber fiber && fiber.thread() == blocked
                ? fiber.describe() : blocked.toString();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
