/**
 * Servers that handle each connection, or each packet, in its own greenlet: {@link gevent.server.StreamServer} and
 * {@link gevent.server.DatagramServer}.
 */
@NullMarked
package gevent.server;

import org.jspecify.annotations.NullMarked;
