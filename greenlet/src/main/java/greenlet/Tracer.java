package greenlet;

/**
 * Sees every switch of the thread it is {@linkplain Greenlet#setTrace set} on. It is called in the target, after the
 * switch and before the target's own code goes on, with tracing as it was before the call.
 *
 * <pre>{@code
 * Greenlet.setTrace((event, origin, target) -> log.add(event + " " + origin + " -> " + target));
 * }</pre>
 *
 * <p>Python: the callback of {@code greenlet.settrace}.
 */
@FunctionalInterface
public interface Tracer {
    /** How the target was reached. */
    enum Event {
        /** With a value: a {@code switchTo}, or the death of a child that returned one. */
        SWITCH,
        /** With an exception to be thrown in the target. */
        THROW
    }

    /**
     * Called for one switch. What it throws removes the tracer and is thrown in the target, in place of whatever was
     * on its way there.
     *
     * @param event how the target was reached
     * @param origin who was running before
     * @param target who runs now; the same as {@code origin} for a switch to oneself
     */
    void trace(Event event, Greenlet origin, Greenlet target);
}
