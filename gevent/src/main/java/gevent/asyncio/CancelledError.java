package gevent.asyncio;

import greenlet.GreenletExit;

/**
 * Thrown where a task waits that is cancelled, and by whoever asks for the result of something that was. A task that
 * lets it pass is cancelled; one that catches it goes on.
 *
 * <p>To gevent it is a {@link GreenletExit}: a cancel is a kill. Python: {@code asyncio.CancelledError}, which is no
 * {@code Exception} there either.
 */
public final class CancelledError extends GreenletExit {
    /** One without a reason. */
    public CancelledError() {
    }

    /** @param message why; may be null */
    public CancelledError(String message) {
        super(message);
    }
}
