package gevent.internal.jdk;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Searches, once, for a {@link Scheduler} that fits this JDK. The search runs on a separate platform thread, because
 * the current thread may be virtual. A carrier must not be virtual, and a thread started from a virtual thread inherits
 * its scheduler.
 */
final class SchedulerSearch implements Runnable {
    private @Nullable Scheduler found;
    private @Nullable Exception failure;

    private SchedulerSearch() {
    }

    /**
     * Finds the scheduler that fits.
     *
     * @throws IllegalAccessException if {@code java.lang} is closed to gevent4j
     * @throws java.lang.reflect.InaccessibleObjectException if {@code java.lang} is closed to gevent4j
     * @throws ReflectiveOperationException if this JDK lacks a member; the message names the member
     * @throws IllegalStateException if this JDK works in another way; the message says what differs
     */
    static Scheduler find() throws ReflectiveOperationException {
        SchedulerSearch search = new SchedulerSearch();
        search.runOnPlatformThread();
        return switch (search.failure) {
            case null -> Objects.requireNonNull(search.found);
            case RuntimeException e -> throw e;
            case ReflectiveOperationException e -> throw e;
            case Exception e -> throw new IllegalStateException(e);
        };
    }

    /** Waits for a platform thread only: a virtual thread might need the very carrier that waits. */
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
