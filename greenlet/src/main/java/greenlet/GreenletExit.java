package greenlet;

import org.jspecify.annotations.Nullable;

/**
 * Thrown into a greenlet to end it. A greenlet that does not catch it ends normally, with this object as its result.
 * It is an {@link Error} so that {@code catch (Exception e)} does not swallow it.
 *
 * <pre>{@code
 * Object last = worker.throwTo();          // throws a GreenletExit where worker is suspended
 * assert last instanceof GreenletExit;     // worker did not catch it, so its parent received it as a value
 * }</pre>
 *
 * <p>Python: {@code greenlet.GreenletExit}, a {@code BaseException} for the same reason.
 */
public class GreenletExit extends Error {
    /** Makes an exit without a reason. */
    public GreenletExit() {
    }

    /** @param reason why the greenlet is to end; may be null */
    public GreenletExit(@Nullable String reason) {
        super(reason);
    }
}
