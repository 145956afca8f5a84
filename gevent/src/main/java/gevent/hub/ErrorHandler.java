package gevent.hub;

/** Receives uncaught exceptions: those that left a greenlet, a link or a callback of the loop. */
@FunctionalInterface
public interface ErrorHandler {
    /**
     * Called in a greenlet, so the handler may print, log and block.
     *
     * @param context what failed: a greenlet, a callback; its {@code toString} names it
     * @param error what it threw
     */
    void handleError(Object context, Throwable error);
}
