package gevent.server;

import gevent.Gevent;
import gevent.hub.Loop;
import gevent.hub.Strand;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long an acceptor that fails lets things be, twice as long each time: the system is out of descriptors, say, and
 * trying again at once would be all that the thread does. Says so, but not each time: where descriptors are short,
 * success and failure take turns. One greenlet.
 */
final class BackOff {
    private static final long TELL_AGAIN = Duration.ofMinutes(1).toNanos();

    private final Consumer<? super Exception> report;
    private final Duration min;
    private final Duration max;
    private Duration next;
    private boolean told;
    private long toldAt;                // nanoseconds on the hub's clock

    /**
     * @param max not less than {@code min}
     * @param report is told of a failure, once in a minute
     */
    BackOff(Duration min, Duration max, Consumer<? super Exception> report) {
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

    /** Waits. */
    void failed(Exception failure) {
        long time = Strand.current().now();
        if (!told || time - toldAt >= TELL_AGAIN) {
            told = true;
            toldAt = time;
            tell(failure);
        }
        Duration now = next;
        next = now.multipliedBy(2).compareTo(max) < 0 ? now.multipliedBy(2) : max;
        Gevent.sleep(now);
    }

    private void tell(Exception failure) {
        try {
            report.accept(failure);
        } catch (RuntimeException | LinkageError withoutDescriptors) {
            // A logger may need some to begin with; what matters is to go on.
        }
    }
}
