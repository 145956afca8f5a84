package gevent.internal.jdk;

/**
 * The JDK starts its socket pollers, one set for the whole JVM, on the scheduler of whichever virtual thread first
 * blocks in a socket. If that were a hub's, its end would end the socket I/O of all virtual threads. So they are
 * started here, from a platform thread, where the JDK's own scheduler is the default.
 */
final class SocketPollers {
    private SocketPollers() {
    }

    /** Starts them; once is enough. From a platform thread only. */
    static void start() {
        try {
            Class.forName("sun.nio.ch.Poller", true, null);
        } catch (ClassNotFoundException | LinkageError absent) {
            System.getLogger("gevent.hub").log(System.Logger.Level.WARNING,
                    "This JDK has no sun.nio.ch.Poller to start; a hub that is closed may take the JDK's with it");
        }
    }
}
