package gevent.server;

import gevent.Gevent;
import gevent.hub.Loop;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * How long an acceptor that fails lets things be, twice as long each time: the system is out of descriptors, say, and
 * trying again at once would be all that the thread does. Says so once, until there is a success again. One greenlet.
 */
final class BackOff {
    private final Consumer<? super Exception> report;
    private final Duration min;
    private final Duration max;
    private Duration next;
    private boolean said;

    /**
     * @param max not less than {@code min}
     * @param report is told of the first failure after a success
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
        said = false;
    }

    /** Waits. */
    void failed(Exception failure) {
        if (!said) {
            said = true;
            report.accept(failure);
        }
        Duration now = next;
        next = now.multipliedBy(2).compareTo(max) < 0 ? now.multipliedBy(2) : max;
        Gevent.sleep(now);
    }
}
