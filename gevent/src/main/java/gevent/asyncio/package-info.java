/**
 * asyncio's event loop, tasks and futures as a thin layer on gevent; {@link gevent.asyncio.Asyncio} has the functions.
 *
 * <pre>
 *   Coroutine     code that was called but has not run
 *   EventLoop     runs it, on the hub of the thread that runs the loop
 *   Task          a coroutine in a greenlet; a Future, too
 *   Future        a result that is not available yet
 * </pre>
 *
 * Queues, locks, events, timeouts and child processes are gevent's own: {@link gevent.queue}, {@link gevent.lock},
 * {@link gevent.event}, {@link gevent.Timeout}, {@link gevent.subprocess}; a {@code TaskGroup} is a
 * {@link gevent.pool.Nursery}. Python: {@code asyncio}.
 */
@NullMarked
package gevent.asyncio;

import org.jspecify.annotations.NullMarked;
