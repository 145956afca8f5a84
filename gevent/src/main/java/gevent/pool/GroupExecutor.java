package gevent.pool;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.event.Event;
import gevent.hub.PinnedLock;
import greenlet.GreenletExit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A {@link Group} as the JDK's libraries want one: each task is a greenlet of the group, on the hub of whoever hands it
 * over. Waiting, for a result or for the end, lets others run, in a greenlet as on a hub's main.
 */
final class GroupExecutor extends WaitingExecutor {
    private final PinnedLock lock = new PinnedLock();
    private final Group group;
    private final Map<Greenlet<?>, Runnable> notBegun = new LinkedHashMap<>();   // guarded by lock
    private final Event terminated = new Event();
    private volatile boolean shutDown;                                           // changed under lock

    /** What was handed over and has not ended. */
    private final Group works = new Group() {
        @Override
        void left(Greenlet<?> work) {
            terminateIfOver();
        }
    };

    GroupExecutor(Group group) {
        this.group = group;
    }

    // ---- work

    @Override
    public void execute(Runnable task) {
        Objects.requireNonNull(task, "task");
        Greenlet<Void> work = new Greenlet<>(() -> {
            if (takeOut(Gevent.getcurrent())) {
                task.run();
            }
            return null;
        });
        try (PinnedLock _ = lock.hold()) {
            if (shutDown) {
                throw rejected(task);
            }
            notBegun.put(work, task);
            works.add(work);
        }
        try {
            group.start(work);
        } catch (Throwable notStarted) {
            takeOut(work);
            works.discard(work);
            throw notStarted;
        }
    }

    /** @return false if it is out already, so that it is not to begin */
    private boolean takeOut(Greenlet<?> work) {
        try (PinnedLock _ = lock.hold()) {
            return notBegun.remove(work) != null;
        }
    }

    // ---- the end

    @Override
    public void shutdown() {
        try (PinnedLock _ = lock.hold()) {
            shutDown = true;
        }
        terminateIfOver();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> dropped;
        try (PinnedLock _ = lock.hold()) {
            shutDown = true;
            dropped = List.copyOf(notBegun.values());
            notBegun.clear();
        }
        Gevent.killall(works.members(), new GreenletExit("its executor is shut down"), false, null);
        terminateIfOver();
        return dropped;
    }

    private void terminateIfOver() {
        if (shutDown && works.size() == 0) {
            terminated.set();
        }
    }

    @Override
    public boolean isShutdown() {
        return shutDown;
    }

    @Override
    public boolean isTerminated() {
        return terminated.isSet();
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return await(terminated, timeout, unit);
    }

    @Override
    public String toString() {
        return "<Executor of " + group + (shutDown ? ", shut down>" : ">");
    }
}
