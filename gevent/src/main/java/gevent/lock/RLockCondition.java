package gevent.lock;

import gevent.hub.Interrupted;
import gevent.hub.SectionLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;

/** What greenlets that have an {@link RLock} wait for; who is signalled first is who came first. */
final class RLockCondition implements Condition {
    private final SectionLock section = new SectionLock();
    private final RLock lock;
    private final ArrayDeque<Waiter<Boolean>> waiting = new ArrayDeque<>();     // guarded by section

    RLockCondition(RLock lock) {
        this.lock = lock;
    }

    /** Gives the lock back, waits for a signal, and takes the lock again, however the wait ended. */
    private boolean awaitSignal(Duration limit) {
        Waiter<Boolean> signal = new Waiter<>(this);
        try (SectionLock _ = section.hold()) {
            lock.checkOwned();
            waiting.add(signal);
        }
        int depth = lock.releaseAll();
        boolean signalled = false;
        try {
            signalled = signal.await(lock.maker(), limit);
        } finally {
            try (SectionLock _ = section.hold()) {
                waiting.remove(signal);
            }
            restore(depth, signalled);
        }
        return signalled;
    }

    /** Takes the lock again. Who has a signal makes use of that first: what is thrown in meanwhile is for later. */
    private void restore(int depth, boolean signalled) {
        try {
            lock.restore(depth);
        } catch (Interrupted e) {
            if (!signalled) {
                throw e;
            }
            Thread.currentThread().interrupt();
        } catch (Error e) {
            if (!signalled) {
                throw e;
            }
            Strand.current().throwIn(e);
        }
    }

    private boolean awaitInterruptibly(Duration limit) throws InterruptedException {
        try {
            return awaitSignal(limit);
        } catch (Interrupted e) {
            throw e.asChecked();
        }
    }

    @Override
    public void await() throws InterruptedException {
        awaitInterruptibly(null);
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return awaitNanos(unit.toNanos(time)) > 0;
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        Strand self = Strand.current();
        long start = self.now();
        awaitInterruptibly(Duration.ofNanos(Math.max(0, nanos)));
        return nanos - (self.now() - start);
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        return await(deadline.getTime() - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void awaitUninterruptibly() {
        boolean interrupted = false;
        for (boolean signalled = false; !signalled; ) {
            try {
                signalled = awaitSignal(null);
            } catch (Interrupted e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void signal() {
        lock.checkOwned();
        try (SectionLock _ = section.hold()) {
            while (!waiting.isEmpty() && !waiting.poll().switchTo(true)) {
                // That one has timed out, or was killed: it is the next one's.
            }
        }
    }

    @Override
    public void signalAll() {
        lock.checkOwned();
        try (SectionLock _ = section.hold()) {
            for (Waiter<Boolean> next; (next = waiting.poll()) != null; ) {
                next.switchTo(true);
            }
        }
    }

    @Override
    public String toString() {
        return "<condition of " + lock + ">";
    }
}
