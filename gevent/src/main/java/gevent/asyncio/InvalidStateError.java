package gevent.asyncio;

/** A result was requested before it was set, or was set a second time. Python: {@code asyncio.InvalidStateError}. */
public final class InvalidStateError extends IllegalStateException {
    InvalidStateError(String message) {
        super(message);
    }
}
