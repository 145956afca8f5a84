/**
 * Explicit switching between stacks: {@link greenlet.Greenlet} is Python's {@code greenlet.greenlet},
 * {@link greenlet.Generator} what a Python function with {@code yield} returns.
 *
 * <p>Both are what a user holds. {@code Tree} is the set of greenlets of one thread and the trampoline that runs them,
 * {@code Frame} the body of a generator and whom it has delegated to; {@code Coroutine} is the only class that touches
 * the JDK's internals.
 */
package greenlet;
