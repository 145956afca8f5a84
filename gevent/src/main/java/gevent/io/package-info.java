/**
 * Sockets of the operating system whose operations never block, and the {@link gevent.io.Transport} that makes them.
 * {@link gevent.socket} is built on these.
 */
@NullMarked
package gevent.io;

import org.jspecify.annotations.NullMarked;
