package gevent.pool;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Ready;
import gevent.Waitable;
import gevent.event.Event;
import gevent.hub.Interrupted;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
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
 * What the executors of groups and thread pools have in common: waiting for their futures, for one as for several, lets
 * others run, in a greenlet as on a hub's main. A future is a {@link Waitable}, too, for {@link Gevent#iwait}.
 *
 * <pre>{@code
 * Future<Integer> future = executor.submit(this::compute);
 * int n = future.get();                                       // others run meanwhile
 * }</pre>
 *
 * <p>For subclasses only {@link #execute}, {@link #await} and the end are left to be written.
 */
public abstract class WaitingExecutor extends AbstractExecutorService {
    /** For subclasses. */
    protected WaitingExecutor() {
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
            WaitingExecutor.await(ended, null);
            return super.get();
        }

        @Override
        public V get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
            WaitingExecutor.await(ended, timeout, unit);
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
        if (isShutdown()) {
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

    /** What refuses {@code task} after the shutdown. */
    protected final RejectedExecutionException rejected(Object task) {
        return new RejectedExecutionException(this + " is shut down and does not take " + task);
    }

    /** Waits as the JDK's methods do. @return false if the time was up first */
    protected static boolean await(Event event, long timeout, TimeUnit unit) throws InterruptedException {
        return await(event, duration(timeout, unit));
    }

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
}
