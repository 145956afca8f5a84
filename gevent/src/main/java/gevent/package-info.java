/**
 * Greenlets that wait without blocking their thread. Start with a static import of {@link gevent.Gevent}.
 *
 * <pre>
 *   Gevent      the functions: spawn, sleep, joinall, killall, iwait, gather, run
 *   Greenlet    one spawned body: its result, its end, its links
 *   Timeout     thrown into the greenlet that started it when it expires
 *   Waitable    what joinall, iwait and await wait for
 * </pre>
 *
 * Greenlets that switch to each other by hand, without a hub, are in the package {@code greenlet}.
 * {@link gevent.hub.Hub} explains how all of this works.
 */
@NullMarked
package gevent;

import org.jspecify.annotations.NullMarked;
