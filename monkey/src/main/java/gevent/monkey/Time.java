package gevent.monkey;

import gevent.Gevent;

/**
 * A cooperative version of Python's {@code time.sleep}. The JDK's {@link Thread#sleep} is cooperative only in a
 * greenlet. This sleep is cooperative on a hub's main, too, and {@code kill} and {@code Timeout} are thrown in it.
 *
 * <pre>{@code
 * Time.sleep(0.5);
 * }</pre>
 */
public final class Time {
    private Time() {
    }

    /**
     * Waits while other greenlets run.
     *
     * @param seconds how long; zero only lets other greenlets run
     * @throws IllegalArgumentException if {@code seconds} is negative
     */
    public static void sleep(double seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("sleep length must be non-negative");
        }
        Gevent.sleep(seconds);
    }
}
