/**
 * Tests of blocking code that are the same every time: {@link gevent.testing.Simulation} runs a program in virtual time,
 * in an order that a seed decides, on a network in memory. For {@code src/test}; see there first.
 */
package gevent.testing;
