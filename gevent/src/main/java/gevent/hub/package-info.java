/**
 * The kernel: what runs, what waits and what wakes.
 *
 * <pre>
 *   Strand      who can wait: the thread's main, a Fiber spawned on the hub, a guest or foreign thread
 *   Waiter      the one primitive of waiting: the first of value, throw and timeout decides a wait
 *   Hub         execution: which strands live, who drives the loop, errors, LoopExit
 *   Loop        order: callbacks, timers and I/O of one hub, one turn at a time
 *   Poller      the operating system's waiting
 *   Transport   the sockets that go with it, epoll's or nio's: Endpoint, DatagramEndpoint; and any Descriptor
 *   Jdk         the only class that touches JDK internals
 *   Libc        the only class that calls the C library
 * </pre>
 *
 * Everything above this package (greenlets, events, queues, sockets) is built on its public classes.
 */
package gevent.hub;
