package gevent.event;

import gevent.AbstractWaitable;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Loop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value or an exception that greenlets wait for, delivered by the first greenlet or thread that has it.
 *
 * <pre>{@code
 * AsyncResult<String> answer = new AsyncResult<>();
 * spawn(() -> answer.set(compute()));
 * String a = answer.get();
 * greenlet.link(answer);                        // or: deliver a greenlet's result or failure
 * }</pre>
 *
 * <p>A result may be set again; the new content replaces the old one for later callers. Thread-safe. gevent:
 * {@code gevent.event.AsyncResult}.
 *
 * @param <V> type of the value
 */
public final class AsyncResult<V extends @Nullable Object> extends AbstractWaitable
        implements Consumer<Greenlet<? extends V>> {
    private record Held<V extends @Nullable Object>(@Nullable V value, @Nullable Throwable exception) {
    }

    private static final VarHandle FUTURE;

    static {
        try {
            FUTURE = MethodHandles.lookup().findVarHandle(AsyncResult.class, "future", CompletableFuture.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Held<V> held;                        // null until set
    private volatile @Nullable CompletableFuture<V> future;         // made when first asked for, by any thread

    /** Creates an empty result. */
    public AsyncResult() {
    }

    /**
     * Returns a result that will hold the outcome of {@code stage}. The current hub counts the stage as work under way.
     *
     * @param stage from the JDK, or from any library
     */
    public static <V extends @Nullable Object> AsyncResult<V> of(CompletionStage<? extends V> stage) {
        Objects.requireNonNull(stage, "stage");
        AsyncResult<V> result = new AsyncResult<>();
        KeepAlive pending = KeepAlive.here();
        stage.whenComplete((value, exception) -> {
            if (exception == null) {
                result.set(value);
            } else {
                result.setException(exception instanceof CompletionException && exception.getCause() != null
                        ? exception.getCause() : exception);
            }
            pending.close();
        });
        return result;
    }

    /** Delivers a value, which may be null, and wakes all waiters. */
    public void set(V value) {
        deliver(new Held<>(value, null));
    }

    /** Delivers an exception, and wakes all waiters. */
    public void setException(Throwable exception) {
        deliver(new Held<>(null, Objects.requireNonNull(exception, "exception")));
    }

    /** Delivers the outcome of {@code source}, so that this object can be the target of a link. */
    @SuppressWarnings("NullAway")       // null for a greenlet that was killed, whatever V is
    @Override
    public void accept(Greenlet<? extends V> source) {
        if (source.exception() != null) {
            setException(source.exception());
        } else {
            set(source.value());
        }
    }

    /**
     * Waits for the result.
     *
     * @return the value
     * @throws RuntimeException the exception that this holds, if unchecked; {@link Error}s, too
     * @throws CompletionException caused by the exception that this holds, if checked
     */
    public V get() {
        awaitReady(null);
        return result();
    }

    /**
     * Waits for the result, or until the timeout expires.
     *
     * @param timeout from now; null for none
     * @return the value
     * @throws Timeout if the timeout expired first; otherwise as {@link #get()}
     */
    public V get(@Nullable Duration timeout) {
        if (!awaitReady(timeout)) {
            throw Timeout.expired(timeout);
        }
        return result();
    }

    /** As {@link #get(Duration)}, in seconds. */
    public V get(double seconds) {
        return get(Loop.duration(seconds));
    }

    /** Waits for the result. Throws {@code timeout} if it expires first; see {@link Timeout#within}. */
    public V get(Timeout timeout) {
        return timeout.within(this::get);
    }

    /**
     * Returns the result without waiting.
     *
     * @throws Timeout if nothing was set yet; otherwise as {@link #get()}
     */
    public V getNowait() {
        if (held == null) {
            throw new Timeout(Duration.ZERO);
        }
        return result();
    }

    @SuppressWarnings("NullAway")       // called when something was set, whose value is null only if V may be
    private V result() {
        Held<V> now = held;
        return switch (now.exception) {
            case null -> now.value;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable t -> throw new CompletionException(t);
        };
    }

    /**
     * Waits for the result.
     *
     * @return the value; null if this holds an exception
     */
    public @Nullable V await() {
        awaitInTurn(null);
        return value();
    }

    /**
     * Waits for the result, or until the timeout expires.
     *
     * @return the value; null if this holds an exception, or nothing yet
     */
    public @Nullable V await(@Nullable Duration timeout) {
        awaitInTurn(timeout);
        return value();
    }

    /** As {@link #await(Duration)}, in seconds. */
    public @Nullable V await(double seconds) {
        return await(Loop.duration(seconds));
    }

    /**
     * Waits for the result, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @return the value; null if this holds an exception, or nothing yet
     */
    public @Nullable V await(Timeout timeout) {
        return timeout.within(() -> await((Duration) null), this::value);
    }

    /** Whether a value or an exception was set. */
    @Override
    public boolean isReady() {
        return held != null;
    }

    /** Whether this holds a value. */
    public boolean isSuccessful() {
        Held<V> now = held;
        return now != null && now.exception == null;
    }

    /** The value that this holds; null if there is none. */
    public @Nullable V value() {
        Held<V> now = held;
        return now == null ? null : now.value;
    }

    /** The exception that this holds; null if there is none. */
    public @Nullable Throwable exception() {
        Held<V> now = held;
        return now == null ? null : now.exception;
    }

    /**
     * Returns a future that completes when this result is first set, at once, whatever the hub of the setting thread
     * does. Dependent stages run in a greenlet if a greenlet or a callback sets the result, so they may wait; else they
     * run directly on the setting thread. The future's own {@code join()} and {@code get()} block a hub's main: use
     * {@link #get} instead.
     */
    public CompletableFuture<V> toCompletableFuture() {
        CompletableFuture<V> shared = future;
        if (shared == null) {
            FUTURE.compareAndSet(this, null, new CompletableFuture<V>());
            shared = Objects.requireNonNull(future);        // made by another thread, if that was first
        }
        // Either this thread sees the result, or the setting thread sees the future.
        Held<V> now = held;
        if (now != null) {
            complete(shared, now);
        }
        return shared.copy();
    }

    private void deliver(Held<V> now) {
        held = now;
        notifyLinks();
        CompletableFuture<V> shared = future;
        if (shared == null || shared.isDone()) {
            return;
        }
        Hub hub = Hub.getIfExists();
        boolean turns = Hub.isInCallback() || Thread.currentThread().isVirtual();
        if (hub != null && turns && !hub.isClosed()) {
            hub.spawn(() -> complete(shared, now));
        } else {
            complete(shared, now);
        }
    }

    private static <V extends @Nullable Object> void complete(CompletableFuture<V> future, Held<V> now) {
        if (now.exception != null) {
            future.completeExceptionally(now.exception);
        } else {
            future.complete(now.value);
        }
    }

    @Override
    public String toString() {
        Held<V> now = held;
        return "<AsyncResult " + (now == null ? linkCount() + " waiting"
                : now.exception != null ? "exception=" + now.exception : "value=" + now.value) + ">";
    }
}
