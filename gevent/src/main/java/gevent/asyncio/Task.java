package gevent.asyncio;

import gevent.Greenlet;
import gevent.Waitable;
import gevent.asyncio.Coroutine.Origin;
import gevent.hub.Hub;
import gevent.hub.Strand;
import gevent.hub.Wakeup;
import greenlet.GreenletExit;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * A coroutine that its event loop runs, in a greenlet of gevent's, and the future of what that returns.
 *
 * <pre>{@code
 * Task<String> task = loop.createTask(doSomeWork(2));
 * System.out.println(task);          // <Task pending name='Task-1' coro=<doSomeWork() running at Work.java:17>>
 * loop.runUntilComplete(task);
 * System.out.println(task);          // <Task finished name='Task-1' coro=<doSomeWork() done, defined at
 * }</pre>                            //        Work.java:17> result='Done after 2s'>
 *
 * <p>It begins when the loop runs and its turn comes. One that is dropped while it is pending is reported. Any thread
 * may use it. Python: {@code asyncio.Task}.
 *
 * @param <V> of the result
 */
public final class Task<V> extends Future<V> {
    private static final AtomicLong MADE = new AtomicLong();

    /** What is known of it even when it is gone. */
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
    private volatile Body<V> greenlet;                          // null until begun
    private volatile boolean cancelling;                        // whether that was ever asked for
    private boolean returned;                                   // whether its code has; that alone
    private GreenletExit exit;                                  // what its code let pass; that alone; null for none
    private Future<?> waitingFor;                               // hub thread only; null unless it awaits one
    private CancelledError requested;                           // hub thread only; the last; null for none
    private boolean delivered;                                  // hub thread only; whether that was thrown into it

    Task(EventLoop loop, Coroutine<V> coroutine, String name) {
        super(loop);
        coroutine.take();
        this.coroutine = coroutine;
        this.label = new Label(coroutine.origin(), name != null ? name : "Task-" + MADE.incrementAndGet());
        tellIfDropped(label::destroyed);
    }

    /** The one that the current code belongs to; null if there is none. */
    static Task<?> current() {
        return Strand.current() instanceof Body<?> body ? body.task : null;
    }

    // ---- running

    /** Has its greenlet run; hub thread only. */
    void begin() {
        if (claimed.compareAndSet(false, true)) {
            label.begun = true;
            greenlet = new Body<>(this);
            greenlet.rawlink((Wakeup<Waitable>) _ -> ended());
            greenlet.start();
        }
    }

    /** Its failure is the task's, which reports it if nobody asks for it. */
    private static final class Body<V> extends Greenlet<V> {
        private final Task<V> task;

        Body(Task<V> task) {
            super(Hub.get(), task::run, true);
            this.task = task;
        }

        @Override
        public String toString() {
            return task.toString();
        }
    }

    private V run() throws Exception {
        try {
            V value = coroutine.run();
            // A cancel that came too late to be thrown cancels it all the same: it has said that it would.
            returned = requested == null || delivered && !greenlet.retract(requested);
            return value;
        } catch (GreenletExit e) {
            exit = e;
            throw e;
        } catch (VirtualMachineError e) {
            greenlet.hub().handleError(greenlet, e);
            throw e;
        }
    }

    private void ended() {
        Throwable failure = greenlet.exception();
        GreenletExit why = exit != null ? exit : requested;
        end(failure != null ? End.failed(failure) : returned ? End.of(greenlet.value())
                : End.cancelled(why == null ? null : why.getMessage()));
    }

    /** Waits for {@code future}, which is cancelled if this task is thrown into; called by the task. */
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
     * Asks it to end: throws a {@link CancelledError} where it waits; if it awaits a future, that is cancelled, and it
     * shares its fate. It may catch it and go on. One that has not begun never runs.
     *
     * @param message of the error; may be null
     * @return false if it has ended
     */
    @Override
    public boolean cancel(String message) {
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

    private void cancelHere(String message) {
        boolean underWay = requested != null && !delivered;
        if (done() || underWay || waitingFor != null && waitingFor.cancel(message)) {
            return;
        }
        requested = new CancelledError(message);
        delivered = false;
        greenlet.kill(requested, false, null);
        // Behind that.
        greenlet.hub().runCallback(() -> delivered = true);
    }

    /** Its loop is closed, and it will not go on. @return its greenlet, which is told to exit; null if it has none */
    Greenlet<V> abandon() {
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

    /** What is told of it if nobody cares for it. */
    String destroyed() {
        return label.destroyed();
    }

    /** A task's result is what its code returns. @throws UnsupportedOperationException always */
    @Override
    public void setResult(V value) {
        throw new UnsupportedOperationException("Task does not support set_result operation");
    }

    /** A task fails with what its code throws. @throws UnsupportedOperationException always */
    @Override
    public void setException(Throwable exception) {
        throw new UnsupportedOperationException("Task does not support set_exception operation");
    }

    // ---- telling

    @Override
    Supplier<String> neverRetrieved() {
        return label::neverRetrieved;
    }

    /** What it was named; {@code Task-N} if it was not. Python: {@code get_name()}. */
    public String name() {
        return label.name;
    }

    /** Names it. */
    public void setName(String name) {
        label.name = name;
    }

    /** Where its code stands: the innermost frame first, empty if it does not run. Python: {@code get_stack()}. */
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
            // In short, for two may await each other.
            case Task<?> task -> " wait_for=<Task " + task.state() + task.label.name() + ">";
            case Future<?> future -> " wait_for=" + future;
        };
    }

    /** The line of its own code that it has come to. */
    private String place() {
        Origin origin = label.origin;
        return Arrays.stream(stackTrace()).filter(frame -> origin.isIn(frame.getClassName())).findFirst()
                .map(frame -> frame.getFileName() + ":" + frame.getLineNumber()).orElseGet(origin::place);
    }
}
