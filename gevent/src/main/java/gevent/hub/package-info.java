/**
 * The kernel: what runs, what waits and what wakes.
 *
 * <pre>
 *   Strand      a line of execution that can wait: a hub's main, a Fiber, a guest or a foreign thread
 *   Waiter      the only wait primitive: the first value, throw or timeout decides a wait
 *   Hub         execution: which strands live, which thread drives the loop, errors, LoopExit
 *   Loop        order: callbacks, timers and I/O of one hub, one turn at a time
 *   Poller      waits for the operating system
 *   Environment what a hub runs on: the machine, or a simulation
 * </pre>
 *
 * Everything else (greenlets, events, queues, sockets) is built on the public classes of this package. What else the
 * project's own packages need of it goes through {@code gevent.internal.KernelAccess}; JDK internals are in
 * {@code gevent.internal.jdk}.
 */
@NullMarked
package gevent.hub;

import org.jspecify.annotations.NullMarked;
