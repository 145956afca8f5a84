package greenlet;

/**
 * Thrown when a switch is impossible: to a greenlet of another thread, from a stack that cannot be suspended, or into a
 * cycle of parents. The message names the broken rule and what broke it.
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
     * @param cause the JVM's own error
     */
    public GreenletError(String message, Throwable cause) {
        super(message, cause);
    }
}
