package gevent.server;

import gevent.Gevent;
import gevent.hub.Loop;
import gevent.hub.Strand;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The delay of an acceptor that fails, twice as long each time. The system may be out of descriptors, for example;
 * retrying at once would then be all that the thread does. Failures are reported, but not each time: when descriptors
 * are short, success and failure alternate. One greenlet only.
 */
final class BackOff {
    private static final long TELL_AGAIN = Duration.ofMinutes(1).toNanos();

    private final Consumer<? super Throwable> report;
    private final Duration min;
    private final Duration max;
    private Duration next;
    private boolean told;
    private long toldAt;                // nanoseconds on the hub's clock

    /**
     * Creates a delay that grows from {@code min} to {@code max}.
     *
     * @param max not less than {@code min}
     * @param report receives a failure, at most once a minute
     */
    BackOff(Duration min, Duration max, Consumer<? super Throwable> report) {
        this.report = report;
        this.min = min;
        this.max = max;
        this.next = min;
    }

    static void check(Duration min, Duration max) {
        if (Loop.nanos(min, "min") > Loop.nanos(max, "max")) {
            throw new IllegalArgumentException("min: " + min + " is longer than max: " + max);
        }
    }

    void succeeded() {
        next = min;
    }

    /** Reports the failure, at most once a minute, and waits. */
    void failed(Throwable failure) {
        long time = Strand.current().now();
        if (!told || time - toldAt >= TELL_AGAIN) {
            told = tell(failure);
            toldAt = time;
        }
        Duration now = next;
        next = now.compareTo(max.dividedBy(2)) < 0 ? now.multipliedBy(2) : max;
        Gevent.sleep(now);
    }

    /** Reports a failure. A logger may itself need descriptors, and throw any error: then it did not report. */
    private boolean tell(Throwable failure) {
        try {
            report.accept(failure);
            return true;
        } catch (Throwable t) {
            if (t instanceof OutOfMemoryError || t == Strand.current().lastThrownIn()) {
                throw t;
            }
            return false;
        }
    }
}
