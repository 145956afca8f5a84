package gevent.hub;

import java.util.List;

/**
 * Thrown on the main of a hub that has nothing left to do while main still waits: no callback, timer or watcher of the
 * hub could ever end the wait, and neither could another thread. The message lists the stuck greenlets.
 *
 * <p>As long as another thread of the program lives, the hub waits for it, and logs a warning after a second. A cycle
 * of greenlets that wait for each other is thrown at once. {@code -Dgevent.loopexit=always} ignores other threads, as
 * simulations do.
 *
 * <p>The hub can be used again afterwards. gevent: {@code gevent.exceptions.LoopExit}.
 */
public class LoopExit extends RuntimeException {
    private final transient Hub hub;

    LoopExit(Hub hub, String why) {
        super("This operation would block forever: " + hub + why);
        this.hub = hub;
    }

    LoopExit(Hub hub, String waitedFor, HubInfo stuck, List<String> signals) {
        this(hub, " has nothing to do while main waits" + waitedFor
                + (stuck.greenlets().isEmpty() && stuck.guests().isEmpty() ? ", with no greenlet to wait for"
                : ", and these greenlets wait for each other or for nobody:\n" + stuck.toString().stripTrailing())
                + (signals.isEmpty() ? "" : "\nSignals (" + String.join(", ", signals)
                + ") do not keep a hub waiting, unless signal.ref() says so.")
                + "\nIf another thread is to wake it: hub.keepAlive() says so, until it is closed.");
    }

    /** The hub that has nothing left to do. */
    public Hub hub() {
        return hub;
    }
}
