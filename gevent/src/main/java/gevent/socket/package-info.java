/**
 * Sockets that wait by letting other greenlets run: {@link gevent.socket.Sockets} makes them, and they are
 * {@code java.net.Socket}s to everybody else.
 */
package gevent.socket;
