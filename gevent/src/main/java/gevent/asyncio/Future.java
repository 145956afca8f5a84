package gevent.asyncio;

import gevent.AbstractWaitable;
import gevent.Action1;
import gevent.Gevent;
import gevent.Waitable;
import gevent.event.AsyncResult;
import gevent.hub.Hub;
import gevent.hub.HubDestroyed;
import gevent.hub.Wakeup;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A result that is not available yet. It is set once and awaited by any number of tasks.
 *
 * <pre>{@code
 * Future<String> future = new Future<>();
 * Asyncio.createTask(() -> { sleep(1); future.setResult("data"); });
 * String data = future.await();                                // a second later
 * }</pre>
 *
 * <pre>
 *   pending --- setResult, setException ---&gt; finished
 *      +------------- cancel --------------&gt; cancelled
 * </pre>
 *
 * <p>Any thread may use it. If a future is dropped before anybody has retrieved its failure, the failure is reported. A
 * future is also a gevent {@link Waitable}. Python: {@code asyncio.Future}.
 *
 * @param <V> type of the result
 */
public sealed class Future<V extends @Nullable Object> extends AbstractWaitable implements Awaitable<V>
        permits Task, Gathering {
    private static final VarHandle END;
    private static final VarHandle CALLBACKS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            END = lookup.findVarHandle(Future.class, "end", End.class);
            CALLBACKS = lookup.findVarHandle(Future.class, "callbacks", List.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final EventLoop loop;
    private volatile @Nullable End<V> end;                          // null while pending; any thread, once
    private volatile @Nullable Forgotten ifForgotten;               // null while there is nothing to report
    private volatile List<DoneCallback> callbacks = List.of();      // to be called; any thread, by compare-and-set

    /** Creates a future of the current thread's event loop. */
    public Future() {
        this(Asyncio.getEventLoop());
    }

    Future(EventLoop loop) {
        this.loop = loop;
    }

    /** Returns the loop that its callbacks run in. Python: {@code get_loop()}. */
    public final EventLoop loop() {
        return loop;
    }

    // ---- ending

    /**
     * Sets the result, and wakes all waiters.
     *
     * @param value may be null
     * @throws InvalidStateError if the future has already ended
     */
    public void setResult(V value) {
        endOnce(End.of(value));
    }

    /**
     * Sets a failure, and wakes all waiters.
     *
     * @throws InvalidStateError if the future has already ended
     */
    public void setException(Throwable exception) {
        endOnce(End.failed(exception));
    }

    private void endOnce(End<V> how) {
        if (!end(how)) {
            throw new InvalidStateError(state().toUpperCase(Locale.ROOT) + ": " + this);
        }
    }

    /** Cancels the future without a message: {@code cancel(null)}. */
    public final boolean cancel() {
        return cancel(null);
    }

    /**
     * Ends the future without a result: its waiters get a {@link CancelledError}.
     *
     * @param message message of that error; may be null
     * @return false if the future has already ended
     */
    public boolean cancel(@Nullable String message) {
        return end(End.cancelled(message));
    }

    /** Ends the future. Returns false if it has already ended. */
    final boolean end(End<V> how) {
        if (how.isFailure() && ifForgotten == null) {
            // Before anybody can retrieve the failure, and so settle the warning.
            ifForgotten = Forgotten.ifDropped(this, null);
        }
        if (!END.compareAndSet(this, null, how)) {
            return false;
        }
        Forgotten warning = ifForgotten;
        if (warning != null) {
            update(warning, how);
        }
        notifyLinks();
        return true;
    }

    private void update(Forgotten warning, End<V> how) {
        if (!how.isFailure()) {
            warning.settle();
        } else if (!(how.exception() instanceof HubDestroyed)) {
            warning.tell(neverRetrieved(), how.exception());
        }
        // Else its hub ended before it: a warning that it is pending stays.
    }

    /** Ends this future as {@code other} has ended. A failure of {@code other} is then no longer reported. */
    @SuppressWarnings("unchecked")
    final void endAs(Future<? extends V> other) {
        if (end((End<V>) other.outcome())) {
            other.retrieved();
        }
    }

    /** Returns how the future has ended. Only once it is done. */
    final End<V> outcome() {
        return Objects.requireNonNull(end);
    }

    // ---- warnings if it is dropped

    final void tellIfDropped(Supplier<String> text) {
        ifForgotten = Forgotten.ifDropped(this, text);
    }

    /** Withdraws the warning that the future was dropped while pending. */
    final void mayBeDropped() {
        if (ifForgotten != null) {
            ifForgotten.tell(null, null);
        }
    }

    /** The warning about a failure; must not refer to this future. */
    Supplier<String> neverRetrieved() {
        String kind = getClass().getSimpleName();
        return () -> kind + " exception was never retrieved";
    }

    /** Returns how the future ended, null if it is pending, and withdraws the warning about a failure. */
    final @Nullable End<V> retrieved() {
        End<V> how = end;
        if (how != null && how.isFailure() && ifForgotten != null) {
            ifForgotten.settle();
        }
        return how;
    }

    // ---- asking

    /** Whether it has ended in any way. */
    public final boolean done() {
        return end != null;
    }

    @Override
    public final boolean isReady() {
        return done();
    }

    /** Whether it was cancelled. */
    public final boolean cancelled() {
        End<V> how = end;
        return how != null && how.cancelled();
    }

    /**
     * Returns the result; never waits.
     *
     * @throws InvalidStateError if the future is pending
     * @throws CancelledError if the future was cancelled
     * @throws RuntimeException the failure, if unchecked; an {@link Error} is thrown, too
     * @throws CompletionException if the future failed with a checked exception, which is the cause
     */
    public final V result() {
        End<V> how = retrieved();
        return switch (how) {
            case null -> throw new InvalidStateError("Result is not set.");
            case End<V> e when e.cancelled() -> throw new CancelledError(e.message());
            case End<V>(V value, Throwable exception, _) -> switch (exception) {
                case null -> value;
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case Throwable checked -> throw new CompletionException(checked);
            };
        };
    }

    /**
     * Returns the failure; null if there is a result. Never waits.
     *
     * @throws InvalidStateError if the future is pending
     * @throws CancelledError if the future was cancelled
     */
    public final @Nullable Throwable exception() {
        End<V> how = retrieved();
        if (how == null) {
            throw new InvalidStateError("Exception is not set.");
        }
        if (how.cancelled()) {
            throw new CancelledError(how.message());
        }
        return how.exception();
    }

    // ---- waiting

    /**
     * Waits until the future has ended. If the waiting task is cancelled, or anything else is thrown into it, for
     * example a {@link gevent.Timeout}, this future is cancelled, too. Waits of other greenlets do not affect it.
     *
     * @return the result; failures are thrown as {@link #result} throws them
     * @throws IllegalStateException if this future is the current task
     */
    @Override
    public V await() {
        if (!done()) {
            Task<?> waiter = Task.current();
            if (waiter == null) {
                awaitReady(null);
            } else {
                waiter.await(this);
            }
        }
        return result();
    }

    /** Waits until the future has ended, or {@code limit}, null for none, is up. Returns whether it has ended. */
    final boolean awaitEnd(@Nullable Duration limit) {
        return awaitReady(limit);
    }

    // ---- callbacks

    /**
     * Calls {@code callback} in the future's loop when the future has ended: soon, if it has already ended.
     *
     * @param callback gets this future; runs in a greenlet of its own, so it may wait; its exceptions are reported
     */
    public final void addDoneCallback(Action1<? super Future<V>> callback) {
        DoneCallback link = new DoneCallback(Objects.requireNonNull(callback, "callback"));
        List<DoneCallback> before;
        do {
            before = callbacks;
        } while (!CALLBACKS.compareAndSet(this, before, Stream.concat(before.stream(), Stream.of(link)).toList()));
        rawlink(link);
    }

    /**
     * Removes a callback that was not called.
     *
     * @return how many times it had been added
     */
    public final int removeDoneCallback(Action1<? super Future<V>> callback) {
        return removeCallbacks(link -> link.callback == callback);
    }

    final int removeCallbacks(Predicate<DoneCallback> which) {
        List<DoneCallback> before;
        List<DoneCallback> left;
        do {
            before = callbacks;
            left = before.stream().filter(which.negate()).toList();
        } while (!CALLBACKS.compareAndSet(this, before, left));
        before.stream().filter(which).forEach(this::unlink);
        return before.size() - left.size();
    }

    final class DoneCallback implements Wakeup<Waitable> {
        private final Action1<? super Future<V>> callback;

        DoneCallback(Action1<? super Future<V>> callback) {
            this.callback = callback;
        }

        /** Only schedules the callback, unless it was removed. */
        @Override
        public void accept(Waitable self) {
            if (removeCallbacks(link -> link == this) > 0) {
                loop.callSoon(() -> callback.run(Future.this));
            }
        }
    }

    // ---- the JDK's futures

    /**
     * Creates a future of the current thread's event loop that ends as {@code stage} does. Cancelling the future
     * cancels the stage. The current hub counts the stage as work under way. Python: {@code asyncio.wrap_future}.
     *
     * @param stage a stage of the JDK or of any library
     */
    public static <V extends @Nullable Object> Future<V> of(CompletionStage<? extends V> stage) {
        return of(Asyncio.getEventLoop(), stage);
    }

    static <V extends @Nullable Object> Future<V> of(EventLoop loop, CompletionStage<? extends V> stage) {
        Future<V> future = new Future<>(loop);
        AsyncResult<V> result = AsyncResult.of(stage);
        result.rawlink((Wakeup<Waitable>) _ -> future.end(result.exception() == null ? End.of(result.value())
                : result.exception() instanceof CancellationException c ? End.cancelled(c.getMessage())
                        : End.failed(result.exception())));
        future.rawlink((Wakeup<Waitable>) _ -> {
            if (future.cancelled()) {
                stage.toCompletableFuture().cancel(true);
            }
        });
        return future;
    }

    /**
     * Returns a JDK future that ends as this future does, for threads to wait for. Cancelling the JDK future cancels
     * this one. Its stages run in a greenlet, so they may wait. Its {@code join()} and {@code get()} block a hub's
     * main: use {@link #await} instead.
     */
    public final CompletableFuture<V> toCompletableFuture() {
        CompletableFuture<V> future = new CompletableFuture<>();
        rawlink((Wakeup<Waitable>) _ -> {
            Hub hub = Hub.getIfExists();
            if (hub == null || hub.isClosed() || !Thread.currentThread().isVirtual() && !Hub.isInCallback()) {
                // No greenlet may ever run on this thread again.
                complete(future);
            } else {
                Gevent.spawn(this::complete, future);
            }
        });
        var _ = future.whenComplete((_, _) -> {
            if (future.isCancelled()) {
                cancel();
            }
        });
        return future;
    }

    private void complete(CompletableFuture<V> future) {
        End<V> how = Objects.requireNonNull(retrieved());
        if (how.cancelled()) {
            future.completeExceptionally(
                    new CancellationException(how.message()).initCause(how.exception()));
        } else if (how.exception() != null) {
            future.completeExceptionally(how.exception());
        } else {
            future.complete(how.value());
        }
    }

    // ---- description

    String state() {
        return !done() ? "pending" : cancelled() ? "cancelled" : "finished";
    }

    /** What {@link #toString} shows between the state and the end. */
    String details() {
        return "";
    }

    @Override
    public final String toString() {
        End<V> how = end;
        String text = "<" + getClass().getSimpleName() + " " + state() + details();
        return text + (how == null || how.cancelled() ? ">" : how.exception() != null
                ? " exception=" + how.exception() + ">" : " result=" + quoted(how.value()) + ">");
    }

    static String quoted(@Nullable Object value) {
        return value instanceof CharSequence ? "'" + value + "'" : String.valueOf(value);
    }
}
