package gevent.internal.jdk;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** Threads that wait for a condition, and whether it was signalled for them. */
class ConditionWaitersTest {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition condition = lock.newCondition();

    private Thread waiting() {
        Thread thread = Thread.ofPlatform().start(() -> {
            lock.lock();
            try {
                condition.awaitUninterruptibly();
            } finally {
                lock.unlock();
            }
        });
        while (thread.getState() != Thread.State.WAITING || !isInLine()) {
            Thread.onSpinWait();
        }
        return thread;
    }

    private boolean isInLine() {
        lock.lock();
        try {
            return lock.hasWaiters(condition);
        } finally {
            lock.unlock();
        }
    }

    @Test
    void aThreadThatWaitsIsNotSignalled() throws Exception {
        Thread thread = waiting();

        assertFalse(ConditionWaiters.isSignalled(thread));
        lock.lock();
        condition.signal();
        lock.unlock();
        thread.join();
    }

    /** It needs the lock, too, and so cannot go on. */
    @Test
    void aThreadThatWasSignalledIsKnownBeforeItRuns() throws Exception {
        Thread thread = waiting();
        lock.lock();
        try {
            condition.signal();

            assertTrue(ConditionWaiters.isSignalled(thread));
        } finally {
            lock.unlock();
        }
        thread.join();
    }

    @Test
    void aThreadThatWaitsForSomethingElseIsNotSignalled() throws Exception {
        Thread thread = Thread.ofPlatform().start(LockSupport::park);
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        assertFalse(ConditionWaiters.isSignalled(thread));
        LockSupport.unpark(thread);
        thread.join();
    }
}
