package gevent.asyncio;

import java.util.Objects;

/**
 * How a future ended.
 *
 * @param value the result; null unless there is one
 * @param exception null unless the future failed or was cancelled
 */
record End<V>(V value, Throwable exception, boolean cancelled) {
    static <V> End<V> of(V value) {
        return new End<>(value, null, false);
    }

    static <V> End<V> failed(Throwable exception) {
        return new End<>(null, Objects.requireNonNull(exception, "exception"), false);
    }

    static <V> End<V> cancelled(String message) {
        return new End<>(null, new CancelledError(message), true);
    }

    boolean isFailure() {
        return exception != null && !cancelled;
    }
}
