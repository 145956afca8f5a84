package gevent.testing;

import gevent.Action;
import gevent.hub.Hub;
import gevent.hub.Loop;

/**
 * Tests whether code lets other greenlets run. Between two waits of a greenlet, no other greenlet runs, so it is worth
 * a test that code does not wait.
 *
 * <pre>{@code
 * assertNoSwitch(() -> account.transfer(other, 10));
 * assertSwitches(() -> socket.getInputStream().read());
 * }</pre>
 */
public final class Switches {
    private Switches() {
    }

    /**
     * Runs {@code code}, which must let other greenlets run at least once.
     *
     * @throws AssertionError if it does not
     * @throws Exception what {@code code} throws
     */
    public static void assertSwitches(Action code) throws Exception {
        if (!switches(code)) {
            throw new AssertionError("expected to let other greenlets run, and did not");
        }
    }

    /**
     * Runs {@code code}, which must not let other greenlets run.
     *
     * @throws AssertionError if it does
     * @throws Exception what {@code code} throws
     */
    public static void assertNoSwitch(Action code) throws Exception {
        if (switches(code)) {
            throw new AssertionError("expected not to let other greenlets run, and did");
        }
    }

    private static boolean switches(Action code) throws Exception {
        Loop loop = Hub.get().loop();
        int before = loop.slices();
        code.run();
        return loop.slices() != before;
    }
}
