package gevent.internal.jdk;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Runs one virtual thread through its life before the first hub is made. A JDK may have the right members with another
 * meaning, and a greenlet that hangs would not say so.
 */
final class SelfCheck {
    private SelfCheck() {
    }

    /**
     * Checks {@code scheduler}. From a platform thread only.
     *
     * @throws IllegalStateException if {@code scheduler} fails the check; the message says what it does not do
     */
    static void run(Scheduler scheduler) {
        String problem = problemOf(scheduler);
        if (problem != null) {
            throw new IllegalStateException(problem);
        }
    }

    private static String problemOf(Scheduler scheduler) {
        List<Runnable> ready = new ArrayList<>();
        Thread thread = scheduler.newThread(ready::add, "gevent-self-check", LockSupport::park);
        Runnable continuation = scheduler.continuationOf(thread);
        if (scheduler.threadOf(continuation) != thread) {
            return "a virtual thread's continuation does not lead to the thread";
        }
        if (!scheduler.markStarted(thread) || scheduler.markStarted(thread) || !ready.isEmpty()) {
            return "a virtual thread's states are others";
        }
        continuation.run();
        if (thread.getState() != Thread.State.WAITING) {
            return "a virtual thread does not park";
        }
        LockSupport.unpark(thread);
        if (ready.size() != 1 || ready.getFirst() != continuation) {
            return "a virtual thread that is unparked does not go to its executor";
        }
        continuation.run();
        return thread.getState() == Thread.State.TERMINATED ? null : "a virtual thread does not end";
    }
}
