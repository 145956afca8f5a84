/**
 * Notifying other greenlets: {@link gevent.event.Event} of a state, {@link gevent.event.AsyncResult} of a result.
 * gevent: {@code gevent.event}.
 */
@NullMarked
package gevent.event;

import org.jspecify.annotations.NullMarked;
