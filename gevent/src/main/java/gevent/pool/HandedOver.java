package gevent.pool;

import gevent.Greenlet;
import gevent.Waitable;
import gevent.event.AsyncResult;
import gevent.hub.Hub;
import gevent.hub.PinnedLock;
import gevent.hub.Wakeup;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A task that was handed over to a {@link HubPool}: becomes a greenlet as soon as it is known on which hub. Ready when
 * that greenlet has ended, or will never begin. Thread-safe.
 */
final class HandedOver implements Waitable {
    private final Runnable task;
    private final AsyncResult<@Nullable Void> end = new AsyncResult<>();
    private final PinnedLock lock = new PinnedLock();
    private @Nullable Greenlet<?> greenlet;         // guarded by lock; null until there is room
    private @Nullable Throwable killedBy;           // guarded by lock

    HandedOver(Runnable task) {
        this.task = task;
    }

    /**
     * Returns the greenlet that runs the task, not started. If the task was killed before, the greenlet is killed, too.
     */
    Greenlet<?> greenlet(Hub hub) {
        Greenlet<?> made = new Greenlet<>(hub, Executors.callable(task));
        Throwable killed;
        try (PinnedLock _ = lock.hold()) {
            greenlet = made;
            killed = killedBy;
        }
        made.rawlink((Wakeup<Waitable>) _ -> end.set(null));
        if (killed != null) {
            made.kill(killed, false, null);
        }
        return made;
    }

    /** Throws {@code exception} into its greenlet. If there is none yet, the task never begins. */
    void kill(Throwable exception) {
        Greenlet<?> made;
        try (PinnedLock _ = lock.hold()) {
            made = greenlet;
            killedBy = exception;
        }
        if (made != null) {
            made.kill(exception, false, null);
        } else {
            end.set(null);
        }
    }

    @Override
    public boolean isReady() {
        return end.isReady();
    }

    @Override
    public void rawlink(Consumer<? super Waitable> callback) {
        end.rawlink(callback);
    }

    @Override
    public void unlink(Consumer<?> callback) {
        end.unlink(callback);
    }
}
