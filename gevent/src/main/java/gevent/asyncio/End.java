package gevent.asyncio;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a future ended.
 *
 * @param value the result; null unless there is one
 * @param exception null unless the future failed or was cancelled
 */
record End<V extends @Nullable Object>(@Nullable V value, @Nullable Throwable exception, boolean cancelled) {
    static <V extends @Nullable Object> End<V> of(@Nullable V value) {
        return new End<>(value, null, false);
    }

    static <V extends @Nullable Object> End<V> failed(Throwable exception) {
        return new End<>(null, Objects.requireNonNull(exception, "exception"), false);
    }

    static <V extends @Nullable Object> End<V> cancelled(@Nullable String message) {
        return new End<>(null, new CancelledError(message), true);
    }

    /** The message of the cancel; null for none. */
    @Nullable String message() {
        return exception == null ? null : exception.getMessage();
    }

    boolean isFailure() {
        return exception != null && !cancelled;
    }
}
