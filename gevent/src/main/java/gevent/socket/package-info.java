/**
 * Sockets that wait by letting other greenlets run, and the names of hosts: {@link gevent.socket.Sockets} and
 * {@link gevent.socket.Dns}. They are {@code java.net.Socket}s to everybody else.
 */
package gevent.socket;
