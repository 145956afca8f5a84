package gevent;

import greenlet.GreenletExit;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/** How a greenlet ended. */
sealed interface Outcome<V> {
    /** The body returned. */
    record Returned<V>(V value) implements Outcome<V> {
    }

    /** The body threw. */
    record Failed<V>(Throwable exception) implements Outcome<V> {
    }

    /** It was told to exit, and did. */
    record Exited<V>(GreenletExit exit) implements Outcome<V> {
    }

    Returned<?> NOTHING = new Returned<>(null);

    @SuppressWarnings("unchecked")
    static <V> Outcome<V> returned(V value) {
        return value == null ? (Outcome<V>) NOTHING : new Returned<>(value);
    }

    static <V> Outcome<V> of(Throwable end) {
        return end instanceof GreenletExit exit ? new Exited<>(exit) : new Failed<>(end);
    }

    /** What the body returned; null if it did not. */
    default V value() {
        return this instanceof Returned<V>(V value) ? value : null;
    }

    /** What it failed with; null if it did not. */
    default Throwable exception() {
        return this instanceof Failed<V>(Throwable t) ? t : null;
    }

    /** The result for those who ask {@code who} for it. */
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
