package gevent.hub;

/**
 * Thrown on the main of a hub that has nothing left to do while main still waits: no callback, timer, watcher or
 * foreign wake-up could ever end the wait. The message lists the stuck greenlets.
 *
 * <p>The hub can be used again afterwards. gevent: {@code gevent.exceptions.LoopExit}.
 */
public class LoopExit extends RuntimeException {
    private final transient Hub hub;

    LoopExit(Hub hub, String stuck) {
        super("This operation would block forever: " + hub + (stuck.isEmpty() ? " has no greenlet to wait for"
                : " has nothing to do, and these greenlets wait for each other or for nobody:\n"
                        + stuck.stripTrailing()));
        this.hub = hub;
    }

    /** The hub that has nothing left to do. */
    public Hub hub() {
        return hub;
    }
}
