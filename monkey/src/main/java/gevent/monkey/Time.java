package gevent.monkey;

import gevent.Gevent;

/**
 * Python's {@code time.sleep}, cooperative. In a greenlet the JDK's {@link Thread#sleep} is that already; this one also
 * is on the main of a hub, and {@code kill} and {@code Timeout} surface in it.
 *
 * <pre>{@code
 * Time.sleep(0.5);
 * }</pre>
 */
public final class Time {
    private Time() {
    }

    /**
     * Waits for a time, in which other greenlets run.
     *
     * @param seconds zero only lets others run
     * @throws IllegalArgumentException if it is negative
     */
    public static void sleep(double seconds) {
        if (seconds < 0) {
            throw new IllegalArgumentException("sleep length must be non-negative");
        }
        Gevent.sleep(seconds);
    }
}
