/**
 * Servers that handle each connection, or each packet, in a greenlet of its own: {@link gevent.server.StreamServer} and
 * {@link gevent.server.DatagramServer}.
 */
package gevent.server;
