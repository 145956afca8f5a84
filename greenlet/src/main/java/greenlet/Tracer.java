package greenlet;

/**
 * Observes every switch of the thread it is {@linkplain Greenlet#setTrace set} on. The tracer is called in the target,
 * after the switch and before the target's own code continues. Tracing stays enabled during the call.
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
        /** With an exception, to be thrown in the target. */
        THROW
    }

    /**
     * Called for each switch. An exception that it throws removes the tracer, and is thrown in the target instead of
     * the value or exception under way.
     *
     * @param event how the target was reached
     * @param origin the greenlet that was running before
     * @param target the greenlet that runs now; equals {@code origin} for a switch to oneself
     */
    void trace(Event event, Greenlet origin, Greenlet target);
}
