package gevent.lock;

import gevent.hub.Interrupted;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import org.jspecify.annotations.Nullable;

/**
 * A condition of an {@link RLock}. Signals reach waiters in the order they came. A signal goes to a waiter that still
 * waits. If an exception is thrown into that waiter at the same moment, the signal goes to the next one.
 */
final class RLockCondition implements Condition {
    /** One waiter. */
    private final class Signalee {
        final boolean interruptible;
        Waiter<Boolean> waiter = new Waiter<>(RLockCondition.this);     // written by the waiter, holding the section
        boolean signalled;                                              // guarded by section

        Signalee(boolean interruptible) {
            this.interruptible = interruptible;
        }
    }

    private final PinnedLock section = new PinnedLock();
    private final RLock lock;
    private final ArrayDeque<Signalee> waiting = new ArrayDeque<>();       // guarded by section

    RLockCondition(RLock lock) {
        this.lock = lock;
    }

    /** Releases the lock, waits for a signal, and takes the lock again, however the wait ended. */
    private boolean awaitSignal(Signalee signalee, @Nullable Duration limit) {
        lock.checkOwned();
        try (PinnedLock _ = section.hold()) {
            waiting.add(signalee);
        }
        int depth = lock.releaseAll();
        boolean signalled = false;
        try {
            signalled = awaitTurn(signalee, limit);
            return signalled;
        } finally {
            leave(signalee, signalled);
            lock.restore(depth);
        }
    }

    private boolean awaitTurn(Signalee signalee, @Nullable Duration limit) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return signalee.waiter.await(lock.home(), limit);
                } catch (Interrupted e) {
                    if (signalee.interruptible) {
                        throw e;
                    }
                    interrupted = true;
                    if (isSignalledOrWaitAgain(signalee)) {
                        return true;
                    }
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean isSignalledOrWaitAgain(Signalee signalee) {
        try (PinnedLock _ = section.hold()) {
            signalee.waiter = new Waiter<>(this);
            return signalee.signalled;
        }
    }

    private void leave(Signalee signalee, boolean signalled) {
        try (PinnedLock _ = section.hold()) {
            waiting.remove(signalee);
            if (signalee.signalled && !signalled) {
                signalFirst();
            }
        }
    }

    private boolean awaitInterruptibly(@Nullable Duration limit) throws InterruptedException {
        try {
            return awaitSignal(new Signalee(true), limit);
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
        return awaitInterruptibly(Duration.ofNanos(Math.max(0, unit.toNanos(time))));
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
        Strand self = Strand.current();
        long start = self.now();
        boolean signalled = await(nanos, TimeUnit.NANOSECONDS);
        long left = Math.max(0, nanos) - (self.now() - start);
        // A caller that takes 0 for "no signal" would waste a signal that came in time, if the lock came late.
        return signalled ? Math.max(1, left) : left;
    }

    @SuppressWarnings("JavaUtilDate")       // the type that the interface has
    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
        Duration left = Duration.between(Instant.now(), Instant.ofEpochMilli(deadline.getTime()));
        return awaitInterruptibly(left.isPositive() ? left : Duration.ZERO);
    }

    @Override
    public void awaitUninterruptibly() {
        awaitSignal(new Signalee(false), null);
    }

    @Override
    public void signal() {
        lock.checkOwned();
        try (PinnedLock _ = section.hold()) {
            signalFirst();
        }
    }

    private void signalFirst() {
        for (Signalee next; (next = waiting.poll()) != null; ) {
            if (signal(next)) {
                return;
            }
        }
    }

    /** Signals a waiter. Returns false if the waiter has timed out, or was thrown into. */
    private static boolean signal(Signalee signalee) {
        // An uninterruptible waiter waits on after an interrupt; only its own thread knows whether there was one.
        signalee.signalled = signalee.waiter.switchTo(true) || !signalee.interruptible;
        return signalee.signalled;
    }

    @Override
    public void signalAll() {
        lock.checkOwned();
        try (PinnedLock _ = section.hold()) {
            waiting.forEach(RLockCondition::signal);
            waiting.clear();
        }
    }

    @Override
    public String toString() {
        return "<condition of " + lock + ">";
    }
}
