/**
 * Explicit switching between stacks: {@link greenlet.Greenlet} is Python's {@code greenlet.greenlet}.
 *
 * <p>{@link greenlet.Greenlet} is what a user holds, {@code Tree} is the set of greenlets of one thread and the
 * trampoline that runs them, {@code Coroutine} is the only class that touches the JDK's internals.
 */
package greenlet;
