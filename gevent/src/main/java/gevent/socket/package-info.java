/**
 * Sockets that let other greenlets run while they wait, and host name lookups: {@link gevent.socket.Sockets} and
 * {@link gevent.socket.Dns}. To other code, the sockets are {@code java.net.Socket}s.
 */
@NullMarked
package gevent.socket;

import org.jspecify.annotations.NullMarked;
