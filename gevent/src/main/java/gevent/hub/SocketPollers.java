package gevent.hub;

/**
 * The JDK starts its socket pollers, one set for the whole JVM, on the scheduler of whichever virtual thread first
 * blocks in a socket. If that were a hub's, its end would end the socket I/O of all virtual threads. So they are
 * started here, from a thread of the JDK's own scheduler.
 */
final class SocketPollers {
    private SocketPollers() {
    }

    /**
     * Starts them; once is enough.
     *
     * @return the virtual thread that did it, which has ended
     */
    static Thread start() {
        Thread[] starter = new Thread[1];
        // By way of a new platform thread, since a virtual thread made on a virtual one inherits its scheduler.
        Thread outside = Thread.ofPlatform().start(() -> {
            starter[0] = Thread.ofVirtual().start(SocketPollers::initialize);
            joinUninterruptibly(starter[0]);
        });
        joinUninterruptibly(outside);
        return starter[0];
    }

    private static void initialize() {
        try {
            Class.forName("sun.nio.ch.Poller", true, null);
        } catch (ClassNotFoundException | LinkageError absent) {
            System.getLogger("gevent.hub").log(System.Logger.Level.WARNING,
                    "This JDK has no sun.nio.ch.Poller to start; a closed hub may take the JDK's socket pollers with it");
        }
    }

    private static void joinUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
