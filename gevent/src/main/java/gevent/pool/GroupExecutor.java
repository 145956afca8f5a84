package gevent.pool;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Ready;
import gevent.Waitable;
import gevent.event.Event;
import gevent.hub.Interrupted;
import gevent.hub.SectionLock;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.RunnableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A {@link Group} as the JDK's libraries want one: each task is a greenlet of the group, on the hub of whoever hands it
 * over. Waiting, for a result or for the end, lets others run, in a greenlet as on a hub's main.
 */
final class GroupExecutor extends AbstractExecutorService {
    private final SectionLock lock = new SectionLock();
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
        try (SectionLock _ = lock.hold()) {
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

    private RejectedExecutionException rejected(Object task) {
        return new RejectedExecutionException(this + " is shut down and does not take " + task);
    }

    /** @return false if it is out already, so that it is not to begin */
    private boolean takeOut(Greenlet<?> work) {
        try (SectionLock _ = lock.hold()) {
            return notBegun.remove(work) != null;
        }
    }

    @Override
    protected <V> RunnableFuture<V> newTaskFor(Callable<V> body) {
        return new Task<>(body);
    }

    @Override
    protected <V> RunnableFuture<V> newTaskFor(Runnable body, V value) {
        return new Task<>(() -> {
            body.run();
            return value;
        });
    }

    /** A future whose {@code get} does not block the hub. {@link GreenletExit} cancels it. */
    private static final class Task<V> extends FutureTask<V> implements Waitable {
        private final Event ended = new Event();

        Task(Callable<V> body) {
            super(body);
        }

        @Override
        protected void done() {
            ended.set();
        }

        @Override
        protected void setException(Throwable failure) {
            if (failure instanceof GreenletExit) {
                cancel(false);
            } else {
                super.setException(failure);
            }
        }

        @Override
        public V get() throws InterruptedException, ExecutionException {
            await(ended, null);
            return super.get();
        }

        @Override
        public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            await(ended, duration(timeout, unit));
            return super.get(0, unit);
        }

        @Override
        public boolean isReady() {
            return ended.isReady();
        }

        @Override
        public void rawlink(Consumer<? super Waitable> callback) {
            ended.rawlink(_ -> callback.accept(this));
        }

        @Override
        public void unlink(Consumer<?> callback) {
            // It ends, and then is called in vain.
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> bodies) throws InterruptedException, ExecutionException {
        try {
            return firstOf(bodies, null);
        } catch (TimeoutException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Override
    public <T> T invokeAny(Collection<? extends Callable<T>> bodies, long timeout, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return firstOf(bodies, duration(timeout, unit));
    }

    private <T> T firstOf(Collection<? extends Callable<T>> bodies, Duration limit)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Task<T>> tasks = bodies.stream().map(body -> new Task<T>(body)).toList();
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("There is no task");
        }
        if (shutDown) {
            throw rejected(tasks);
        }
        // A result must not wait until there is room for all the others.
        Greenlet<Void> feeder = Gevent.spawn(() -> tasks.forEach(this::executeOrCancel));
        try (Ready<Task<T>> ended = Gevent.iwait(tasks, limit, tasks.size())) {
            int failed = 0;
            Throwable failure = null;
            for (Task<T> task : ended) {
                switch (task.state()) {
                    case SUCCESS -> {
                        return task.resultNow();
                    }
                    case FAILED -> failure = task.exceptionNow();
                    default -> failure = new CancellationException();
                }
                failed++;
            }
            if (failed < tasks.size()) {
                throw new TimeoutException();
            }
            throw new ExecutionException(failure);
        } catch (Interrupted e) {
            throw e.asChecked();
        } finally {
            feeder.kill(new GreenletExit(), false, null);
            tasks.forEach(task -> task.cancel(true));
        }
    }

    private void executeOrCancel(Task<?> task) {
        try {
            execute(task);
        } catch (RejectedExecutionException shutDown) {
            task.cancel(false);
        }
    }

    // ---- the end

    @Override
    public void shutdown() {
        try (SectionLock _ = lock.hold()) {
            shutDown = true;
        }
        terminateIfOver();
    }

    @Override
    public List<Runnable> shutdownNow() {
        List<Runnable> dropped;
        try (SectionLock _ = lock.hold()) {
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
        return await(terminated, duration(timeout, unit));
    }

    // ---- waiting as the JDK does

    private static boolean await(Event event, Duration limit) throws InterruptedException {
        try {
            return event.await(limit);
        } catch (Interrupted e) {
            throw e.asChecked();
        }
    }

    private static Duration duration(long timeout, TimeUnit unit) {
        return Duration.ofNanos(Math.max(0, unit.toNanos(timeout)));
    }

    @Override
    public String toString() {
        return "<Executor of " + group + (shutDown ? ", shut down>" : ">");
    }
}
