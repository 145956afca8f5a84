package gevent.internal.jdk;

/**
 * Looks, once, for a {@link Scheduler} that fits this JDK. On a platform thread of its own: the current one may be
 * virtual, and a carrier must not be; and what is started from a virtual thread inherits its scheduler.
 */
final class SchedulerSearch implements Runnable {
    private Scheduler found;
    private Exception failure;

    private SchedulerSearch() {
    }

    /**
     * The one that fits.
     *
     * @throws IllegalAccessException if {@code java.lang} is closed to us
     * @throws java.lang.reflect.InaccessibleObjectException the same
     * @throws ReflectiveOperationException names what this JDK does not have
     * @throws IllegalStateException says what in this JDK works in another way
     */
    static Scheduler find() throws ReflectiveOperationException {
        SchedulerSearch search = new SchedulerSearch();
        search.runOnPlatformThread();
        switch (search.failure) {
            case null -> {
                return search.found;
            }
            case RuntimeException e -> throw e;
            case ReflectiveOperationException e -> throw e;
            case Exception e -> throw new IllegalStateException(e);
        }
    }

    /** Waits for a platform thread only: a virtual one might need the very carrier that waits here. */
    private void runOnPlatformThread() {
        Thread thread = Thread.ofPlatform().name("gevent-start").inheritInheritableThreadLocals(false).start(this);
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

    @Override
    public void run() {
        try {
            SocketPollers.start();
            Scheduler candidate = ExecutorScheduler.find(Thread.ofVirtual().start(() -> { }));
            SelfCheck.run(candidate);
            found = candidate;
        } catch (Exception e) {
            failure = e;
        } catch (LinkageError e) {
            failure = new IllegalStateException(e);
        }
    }
}
