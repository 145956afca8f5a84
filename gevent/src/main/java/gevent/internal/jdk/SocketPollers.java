package gevent.internal.jdk;

/**
 * Starts the JDK's socket pollers on the JDK's own scheduler. The JDK would start them, one set for the whole JVM, on
 * the scheduler of the first virtual thread that blocks in a socket. If that were a hub, its end would end the socket
 * I/O of all virtual threads. So this class starts them from a platform thread, for which the JDK's own scheduler is
 * the default.
 */
final class SocketPollers {
    private SocketPollers() {
    }

    /** Starts the pollers; once is enough. From a platform thread only. */
    static void start() {
        try {
            Class.forName("sun.nio.ch.Poller", true, null);
        } catch (ClassNotFoundException | LinkageError absent) {
            System.getLogger("gevent.hub").log(System.Logger.Level.WARNING,
                    "This JDK has no sun.nio.ch.Poller to start; a hub that is closed may take the JDK's with it");
        }
    }
}
