/**
 * Sockets of the operating system, and waiting for them.
 *
 * <pre>
 *   Transport   makes sockets and the poller that watches them: epoll, nio, or a network in memory
 *   Endpoint, DatagramEndpoint   a socket whose operations never block
 *   Pollable    waits until an operation is worth trying again; close() ends all waits
 * </pre>
 *
 * {@code gevent.socket} has the JDK's sockets on top of this package.
 */
@NullMarked
package gevent.io;

import org.jspecify.annotations.NullMarked;
