/**
 * Deterministic tests of blocking code: {@link gevent.testing.Simulation} runs a program in virtual time, in an order
 * that a seed decides, on a network in memory. For {@code src/test}. Start with {@code Simulation}.
 */
@NullMarked
package gevent.testing;

import org.jspecify.annotations.NullMarked;
