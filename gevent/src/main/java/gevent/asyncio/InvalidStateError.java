package gevent.asyncio;

/** A result was asked for that is not there yet, or set a second time. Python: {@code asyncio.InvalidStateError}. */
public final class InvalidStateError extends IllegalStateException {
    InvalidStateError(String message) {
        super(message);
    }
}
