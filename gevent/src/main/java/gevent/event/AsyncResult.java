package gevent.event;

import gevent.AbstractWaitable;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A value or an exception that greenlets wait for, delivered by whoever has it first.
 *
 * <pre>{@code
 * AsyncResult<String> answer = new AsyncResult<>();
 * spawn(() -> answer.set(compute()));
 * String a = answer.get();
 * greenlet.link(answer);                        // or: whatever a greenlet ends with
 * }</pre>
 *
 * <p>It may be set again, which replaces what it held; that is for who asks later. Any thread may use it. gevent:
 * {@code gevent.event.AsyncResult}.
 *
 * @param <V> of the value
 */
public final class AsyncResult<V> extends AbstractWaitable implements Consumer<Greenlet<? extends V>> {
    private record Held<V>(V value, Throwable exception) {
    }

    private volatile Held<V> held;      // null until set

    /** One that holds nothing. */
    public AsyncResult() {
    }

    /**
     * One that will hold what {@code stage} ends with. The current hub counts it as work under way.
     *
     * @param stage of the JDK's, or of any library
     */
    public static <V> AsyncResult<V> of(CompletionStage<? extends V> stage) {
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

    /** Delivers a value, which may be null, and wakes all who wait. */
    public void set(V value) {
        held = new Held<>(value, null);
        notifyLinks();
    }

    /** Delivers an exception, and wakes all who wait. */
    public void setException(Throwable exception) {
        held = new Held<>(null, Objects.requireNonNull(exception, "exception"));
        notifyLinks();
    }

    /** Delivers what {@code source} has ended with, so that this can be the target of a link. */
    @Override
    public void accept(Greenlet<? extends V> source) {
        if (source.exception() != null) {
            setException(source.exception());
        } else {
            set(source.value());
        }
    }

    /**
     * Waits for it.
     *
     * @return the value
     * @throws RuntimeException the exception that it holds, if unchecked; {@link Error}s, too
     * @throws CompletionException caused by the exception that it holds, if checked
     */
    public V get() {
        awaitReady(null);
        return result();
    }

    /**
     * Waits for it, or until the time is up.
     *
     * @param timeout from now; null for none
     * @return the value
     * @throws Timeout if the time was up first; otherwise as {@link #get()}
     */
    public V get(Duration timeout) {
        if (!awaitReady(timeout)) {
            throw Timeout.expired(timeout);
        }
        return result();
    }

    /** The same under a timeout of the caller's, which is thrown if it is up first; see {@link Timeout#within}. */
    public V get(Timeout timeout) {
        return timeout.within(this::get);
    }

    /**
     * What it holds now.
     *
     * @throws Timeout if that is nothing; otherwise as {@link #get()}
     */
    public V getNowait() {
        if (held == null) {
            throw new Timeout(Duration.ZERO);
        }
        return result();
    }

    private V result() {
        return switch (held.exception) {
            case null -> held.value;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable t -> throw new CompletionException(t);
        };
    }

    /** Waits for it. @return the value; null if it holds an exception */
    public V await() {
        awaitReady(null);
        return value();
    }

    /** Waits for it, or until the time is up. @return the value; null if it holds an exception, or nothing yet */
    public V await(Duration timeout) {
        awaitReady(timeout);
        return value();
    }

    /** The same under a timeout of the caller's, see {@link Timeout#within}. */
    public V await(Timeout timeout) {
        return timeout.within(() -> await((Duration) null), this::value);
    }

    /** Whether it was set. */
    @Override
    public boolean isReady() {
        return held != null;
    }

    /** Whether it holds a value. */
    public boolean isSuccessful() {
        Held<V> now = held;
        return now != null && now.exception == null;
    }

    /** The value that it holds; null if it holds none. */
    public V value() {
        Held<V> now = held;
        return now == null ? null : now.value;
    }

    /** The exception that it holds; null if it holds none. */
    public Throwable exception() {
        Held<V> now = held;
        return now == null ? null : now.exception;
    }

    /**
     * A future that ends as this is first set. Its stages run in a greenlet of the hub where it is set, so they may
     * wait; if it is set on a thread that has none, right there. Its own {@code join()} and {@code get()} block a hub's
     * main: use {@link #get}.
     */
    public CompletableFuture<V> toCompletableFuture() {
        CompletableFuture<V> future = new CompletableFuture<>();
        rawlink(_ -> {
            if (Hub.isInCallback() && !Hub.get().isClosed()) {
                Gevent.spawn(() -> complete(future));
            } else {
                complete(future);
            }
        });
        return future;
    }

    private void complete(CompletableFuture<V> future) {
        Held<V> now = held;
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
