/**
 * The kernel: what runs, what waits and what wakes.
 *
 * <pre>
 *   Strand      a line of execution that can wait: a hub's main, a Fiber, a guest or a foreign thread
 *   Waiter      the only wait primitive: the first value, throw or timeout decides a wait
 *   Hub         execution: which strands live, which thread drives the loop, errors, LoopExit
 *   Loop        order: callbacks, timers and I/O of one hub, one turn at a time
 *   Poller      waits for the operating system
 *   Transport   the sockets that go with the poller, epoll or nio: Endpoint, DatagramEndpoint; and any Descriptor
 *   Jdk         the only class that touches JDK internals
 *   Libc        the only class that calls the C library
 * </pre>
 *
 * Everything above this package (greenlets, events, queues, sockets) is built on its public classes.
 */
@NullMarked
package gevent.hub;

import org.jspecify.annotations.NullMarked;
