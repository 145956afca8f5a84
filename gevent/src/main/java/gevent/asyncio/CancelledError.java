package gevent.asyncio;

import greenlet.GreenletExit;
import org.jspecify.annotations.Nullable;

/**
 * Thrown at the wait of a task that is cancelled, and at a request for the result of something that was cancelled. A
 * task that lets the error pass is cancelled; a task that catches it goes on.
 *
 * <p>For gevent, this error is a {@link GreenletExit}: a cancel is a kill. Python: {@code asyncio.CancelledError},
 * which is not an {@code Exception} either.
 */
public final class CancelledError extends GreenletExit {
    /** Creates an error without a reason. */
    public CancelledError() {
    }

    /**
     * Creates an error with a reason.
     *
     * @param message the reason; may be null
     */
    public CancelledError(@Nullable String message) {
        super(message);
    }
}
