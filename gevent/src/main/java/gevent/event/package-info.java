/**
 * One greenlet tells others: {@link gevent.event.Event} that something is so, {@link gevent.event.AsyncResult} what
 * came out of it. gevent: {@code gevent.event}.
 */
package gevent.event;
