package gevent.asyncio;

import gevent.Greenlet;
import gevent.Waitable;
import gevent.asyncio.Coroutine.Origin;
import gevent.hub.Hub;
import gevent.hub.Strand;
import gevent.hub.Wakeup;
import greenlet.GreenletExit;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A coroutine that an event loop runs in a gevent greenlet, and the future of its result.
 *
 * <pre>{@code
 * Task<String> task = loop.createTask(doSomeWork(2));
 * System.out.println(task);          // <Task pending name='Task-1' coro=<doSomeWork() running at Work.java:17>>
 * loop.runUntilComplete(task);
 * System.out.println(task);          // <Task finished name='Task-1' coro=<doSomeWork() done, defined at
 * }</pre>                            //        Work.java:17> result='Done after 2s'>
 *
 * <p>A task begins when the loop runs and its turn comes. A task that is dropped while it is pending is reported. Any
 * thread may use it. Python: {@code asyncio.Task}.
 *
 * @param <V> type of the result
 */
public final class Task<V extends @Nullable Object> extends Future<V> {
    private static final AtomicLong MADE = new AtomicLong();

    /** What is known of a task even after it was collected. */
    private static final class Label {
        private final Origin origin;
        private volatile String name;
        private volatile boolean begun;

        Label(Origin origin, String name) {
            this.origin = origin;
            this.name = name;
        }

        String name() {
            return " name=" + quoted(name);
        }

        String running(String place) {
            return name() + " coro=<" + origin.name() + "() running at " + place + ">";
        }

        String done() {
            return name() + " coro=<" + origin.name() + "() done, defined at " + origin.place() + ">";
        }

        String destroyed() {
            return "Task was destroyed but it is pending!\ntask: <Task pending" + running(origin.place()) + ">"
                    + (begun ? "" : "\n" + origin.neverAwaited());
        }

        String neverRetrieved() {
            return "Task exception was never retrieved\nfuture: <Task finished" + done() + ">";
        }
    }

    private final Coroutine<V> coroutine;
    private final Label label;
    private final AtomicBoolean claimed = new AtomicBoolean();  // by the loop to begin it, or by a cancel before that
    private volatile @Nullable Body<V> greenlet;                // null until begun
    private volatile boolean cancelling;                        // whether a cancel was ever requested
    private boolean returned;                                   // written by its code: whether that has returned
    private @Nullable GreenletExit exit;                        // written by its code: what that let pass; or null
    private @Nullable Future<?> waitingFor;                     // hub thread only; null unless it awaits one
    private @Nullable CancelledError requested;                 // hub thread only; the last cancel; null for none
    private boolean delivered;                                  // hub thread only; whether requested was thrown into it

    Task(EventLoop loop, Coroutine<V> coroutine, @Nullable String name) {
        super(loop);
        coroutine.take();
        this.coroutine = coroutine;
        this.label = new Label(coroutine.origin(), name != null ? name : "Task-" + MADE.incrementAndGet());
        tellIfDropped(label::destroyed);
    }

    /** Returns the task that the current code belongs to; null if there is none. */
    static @Nullable Task<?> current() {
        return Strand.current() instanceof Body<?> body ? body.task : null;
    }

    // ---- running

    /** Starts the task's greenlet; hub thread only. */
    void begin() {
        if (claimed.compareAndSet(false, true)) {
            label.begun = true;
            greenlet = new Body<>(this);
            greenlet.rawlink((Wakeup<Waitable>) _ -> ended());
            greenlet.start();
        }
    }

    /** The task's greenlet. Its failure becomes the task's, which reports it if nobody retrieves it. */
    private static final class Body<V extends @Nullable Object> extends Greenlet<V> {
        private final Task<V> task;

        Body(Task<V> task) {
            super(Hub.get(), task::run, true);
            this.task = task;
        }

        @Override
        protected void beforeThrow(Throwable exception) {
            task.delivered |= exception == task.requested;
        }

        @Override
        public String toString() {
            return task.toString();
        }
    }

    /** Returns the task's greenlet. Only once it has begun. */
    private Body<V> greenlet() {
        return Objects.requireNonNull(greenlet);
    }

    private V run() throws Exception {
        try {
            V value = coroutine.run();
            // A cancel that came too late to be thrown still cancels the task, because cancel() has returned true.
            returned = requested == null || delivered && !greenlet().retract(requested);
            return value;
        } catch (GreenletExit e) {
            exit = e;
            throw e;
        } catch (VirtualMachineError e) {
            greenlet().hub().handleError(greenlet(), e);
            throw e;
        }
    }

    private void ended() {
        Throwable failure = greenlet().exception();
        GreenletExit why = exit != null ? exit : requested;
        end(failure != null ? End.failed(failure) : returned ? End.of(greenlet().value())
                : End.cancelled(why == null ? null : why.getMessage()));
    }

    /** Waits for {@code future}, and cancels it if something is thrown into this task; called by the task. */
    void await(Future<?> future) {
        if (future == this) {
            throw new IllegalStateException("Task cannot await on itself: " + this);
        }
        waitingFor = future;
        try {
            future.awaitEnd(null);
        } catch (Throwable thrownIn) {
            future.cancel();
            future.awaitEnd(null);
            future.retrieved();
            throw thrownIn;
        } finally {
            waitingFor = null;
        }
    }

    // ---- cancelling

    /**
     * Asks the task to end: throws a {@link CancelledError} at its wait. If the task awaits a future, that future is
     * cancelled, and the task's wait ends as the future does. The task may catch the error and go on. A task that has
     * not begun never runs.
     *
     * @param message message of the error; may be null
     * @return false if the task has already ended
     */
    @Override
    public boolean cancel(@Nullable String message) {
        if (done()) {
            return false;
        }
        if (claimed.compareAndSet(false, true)) {
            return end(End.cancelled(message));
        }
        cancelling = true;
        loop().submit(() -> cancelHere(message));
        return true;
    }

    private void cancelHere(@Nullable String message) {
        boolean underWay = requested != null && !delivered;
        if (done() || underWay || waitingFor != null && waitingFor.cancel(message)) {
            return;
        }
        requested = new CancelledError(message);
        delivered = false;
        greenlet().kill(requested, false, null);
    }

    /** Abandons the task because its loop is closed. Kills and returns its greenlet, or returns null if it has none. */
    @Nullable Greenlet<V> abandon() {
        mayBeDropped();
        removeCallbacks(_ -> true);
        if (claimed.compareAndSet(false, true)) {
            end(End.cancelled("its event loop is closed"));
            return null;
        }
        Greenlet<V> running = greenlet;
        if (running != null) {
            running.kill(new GreenletExit("its event loop is closed"), false, null);
        }
        return running;
    }

    /** The warning if the task is dropped while pending. */
    String destroyed() {
        return label.destroyed();
    }

    /**
     * Not supported: a task's result is what its code returns.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void setResult(V value) {
        throw new UnsupportedOperationException("Task does not support set_result operation");
    }

    /**
     * Not supported: a task fails with what its code throws.
     *
     * @throws UnsupportedOperationException always
     */
    @Override
    public void setException(Throwable exception) {
        throw new UnsupportedOperationException("Task does not support set_exception operation");
    }

    // ---- description

    @Override
    Supplier<String> neverRetrieved() {
        return label::neverRetrieved;
    }

    /** Returns the task's name; {@code Task-N} if none was given. Python: {@code get_name()}. */
    public String name() {
        return label.name;
    }

    /** Sets the task's name. */
    public void setName(String name) {
        label.name = name;
    }

    /** Returns the stack of its code, innermost frame first; empty if it does not run. Python: {@code get_stack()}. */
    public StackTraceElement[] stackTrace() {
        Greenlet<V> running = greenlet;
        return running == null || done() ? new StackTraceElement[0] : running.stackTrace();
    }

    @Override
    String state() {
        return cancelling && !done() ? "cancelling" : super.state();
    }

    @Override
    String details() {
        if (done()) {
            return label.done();
        }
        return label.running(place()) + switch (waitingFor) {
            case null -> "";
            // Abbreviated, because two tasks may await each other.
            case Task<?> task -> " wait_for=<Task " + task.state() + task.label.name() + ">";
            case Future<?> future -> " wait_for=" + future;
        };
    }

    /** Returns the line of its own code that the task has reached. */
    private String place() {
        Origin origin = label.origin;
        return Arrays.stream(stackTrace()).filter(frame -> origin.isIn(frame.getClassName())).findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber()).orElseGet(origin::place);
    }
}
