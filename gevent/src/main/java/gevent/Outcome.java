package gevent;

import greenlet.GreenletExit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** How a greenlet ended. */
sealed interface Outcome<V extends @Nullable Object> {
    /** The body returned. */
    record Returned<V extends @Nullable Object>(V value) implements Outcome<V> {
        private static final Returned<?> NOTHING = new Returned<@Nullable Object>(null);
    }

    /** The body threw. */
    record Failed<V extends @Nullable Object>(Throwable exception) implements Outcome<V> {
    }

    /** The greenlet ended by a {@link GreenletExit}. */
    record Exited<V extends @Nullable Object>(GreenletExit exit) implements Outcome<V> {
    }

    @SuppressWarnings("unchecked")
    static <V extends @Nullable Object> Outcome<V> returned(V value) {
        return value == null ? (Outcome<V>) Returned.NOTHING : new Returned<>(value);
    }

    static <V extends @Nullable Object> Outcome<V> of(Throwable end) {
        return end instanceof GreenletExit exit ? new Exited<>(exit) : new Failed<>(end);
    }

    /** The body's return value; null if the body did not return. */
    default @Nullable V value() {
        return this instanceof Returned<V>(V value) ? value : null;
    }

    /** The exception that the greenlet failed with; null if it did not fail. */
    default @Nullable Throwable exception() {
        return this instanceof Failed<V>(Throwable t) ? t : null;
    }

    /** Returns the result of {@code who}, or throws its failure. */
    default V get(Greenlet<?> who) {
        return switch (this) {
            case Returned<V>(V value) -> value;
            case Failed<V>(RuntimeException e) -> throw e;
            case Failed<V>(Error e) -> throw e;
            case Failed<V>(Throwable t) -> throw new CompletionException(t);
            case Exited<V>(GreenletExit exit) -> throw (CancellationException)
                    new CancellationException(who + " was told to exit").initCause(exit);
        };
    }
}
