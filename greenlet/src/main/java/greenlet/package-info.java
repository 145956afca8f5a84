/**
 * Explicit switching between stacks: {@link greenlet.Greenlet} is Python's {@code greenlet.greenlet},
 * {@link greenlet.Generator} is what a Python function with {@code yield} returns.
 *
 * <p>Users hold these two. {@code Tree} is the set of greenlets of one thread and the trampoline that runs them.
 * {@code Frame} is the body of a running generator and its delegates. {@code Coroutine} is the only class that touches
 * JDK internals.
 */
@NullMarked
package greenlet;

import org.jspecify.annotations.NullMarked;
