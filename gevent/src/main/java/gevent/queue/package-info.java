/**
 * Queues that pass items from greenlet to greenlet.
 *
 * <pre>
 *   SimpleQueue            first in, first out; a bound makes put wait
 *     Queue                the same with taskDone, join and shutdown
 *       LifoQueue          last in, first out
 *       PriorityQueue      least first
 *   Channel                no room at all: put waits until a get takes the item
 * </pre>
 *
 * gevent: {@code gevent.queue}.
 */
@NullMarked
package gevent.queue;

import org.jspecify.annotations.NullMarked;
