package gevent.internal.jdk;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs one virtual thread from its start to its end before the first hub is made. A JDK that has the members we look
 * for may still have given them another meaning, and a greenlet that hangs would not say so.
 */
final class SelfCheck implements Runnable {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);
    private static final long PAUSE_MILLIS = 10;

    private final BlockingQueue<Runnable> ready = new LinkedBlockingQueue<>();
    private final Scheduler scheduler;
    private volatile boolean parks;
    private volatile boolean woken;

    private SelfCheck(Scheduler scheduler) {
        this.scheduler = scheduler;
    }

    /**
     * Checks a scheduler. From a platform thread only.
     *
     * @throws IllegalStateException names what {@code scheduler} does not do
     */
    static void run(Scheduler scheduler) {
        String problem = new SelfCheck(scheduler).findProblem();
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
    }

    /** The body of the virtual thread. */
    @Override
    public void run() {
        parks = true;
        LockSupport.park(this);
        woken = true;
    }

    private @Nullable String findProblem() {
        Thread thread = scheduler.newThread(ready::add, "gevent-self-check", this);
        Runnable continuation = scheduler.continuationOf(thread);
        if (scheduler.schedulerOf(thread) == null || scheduler.threadOf(continuation) != thread) {
            return "a virtual thread's continuation does not lead to the thread";
        }
        if (!scheduler.markStarted(thread) || scheduler.markStarted(thread) || !ready.isEmpty()) {
            return "a virtual thread has other states";
        }
        continuation.run();
        if (woken) {
            return "a virtual thread does not park";
        }
        return runToTheEnd(thread, continuation);
    }

    /** The thread may unmount for reasons of the JVM, too, for example while it waits for a class to be initialized. */
    private @Nullable String runToTheEnd(Thread thread, Runnable continuation) {
        long start = System.nanoTime();
        while (thread.isAlive() && System.nanoTime() - start < PATIENCE) {
            if (parks) {
                LockSupport.unpark(thread);
            }
            Runnable next = poll();
            if (next != null && next != continuation) {
                return "a virtual thread gives its executor something else than its continuation";
            }
            if (next != null) {
                next.run();
            }
        }
        return thread.getState() == Thread.State.TERMINATED && woken ? null
                : "a virtual thread that is unparked does not go to its executor: it is " + thread.getState();
    }

    private @Nullable Runnable poll() {
        try {
            return ready.poll(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return null;
        }
    }
}
