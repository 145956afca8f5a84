package gevent.hub;

/**
 * The JDK starts its socket pollers, one set for the whole JVM, on the scheduler of whichever virtual thread first
 * blocks in a socket. If that were a hub's, its end would end the socket I/O of all virtual threads. So they are
 * started here, from a platform thread, where the JDK's own scheduler is the default.
 */
final class SocketPollers {
    private SocketPollers() {
    }

    /**
     * Starts them; once is enough. Waits for a platform thread only: a virtual one might need the very carrier that
     * waits here.
     *
     * @return a virtual thread of the JDK's own scheduler
     */
    static Thread start() {
        Thread[] starter = new Thread[1];
        // A new one, since a virtual thread that is made on a virtual one inherits its scheduler.
        Thread outside = Thread.ofPlatform().name("gevent-pollers").start(() -> {
            initialize();
            starter[0] = Thread.ofVirtual().start(() -> { });
        });
        joinUninterruptibly(outside);
        return starter[0];
    }

    private static void initialize() {
        try {
            Class.forName("sun.nio.ch.Poller", true, null);
        } catch (ClassNotFoundException | LinkageError absent) {
            System.getLogger("gevent.hub").log(System.Logger.Level.WARNING,
                    "This JDK has no sun.nio.ch.Poller to start; a hub that is closed may take the JDK's with it");
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
