/**
 * Notifying other greenlets: {@link gevent.event.Event} of a state, {@link gevent.event.AsyncResult} of a result.
 * gevent: {@code gevent.event}.
 */
package gevent.event;
