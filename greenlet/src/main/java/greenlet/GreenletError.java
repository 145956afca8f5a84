package greenlet;

/**
 * A switch that cannot be made: to a greenlet of another thread, from a stack that cannot be suspended, into a circle
 * of parents. The message says which rule was broken and by whom.
 *
 * <pre>{@code
 * Thread.ofPlatform().start(() -> mine.switchTo());   // GreenletError: Cannot switch to a different thread …
 * }</pre>
 *
 * <p>Python: {@code greenlet.error}, and the {@code ValueError}s and {@code AttributeError}s of {@code parent}.
 */
public class GreenletError extends IllegalStateException {
    /** @param message what was tried and why it cannot be done */
    public GreenletError(String message) {
        super(message);
    }

    /**
     * @param message what was tried and why it cannot be done
     * @param cause what the JVM said
     */
    public GreenletError(String message, Throwable cause) {
        super(message, cause);
    }
}
