/**
 * Greenlets that wait without blocking their thread: start with {@link gevent.Gevent} and a static import of it.
 *
 * <pre>
 *   Gevent      the verbs: spawn, sleep, joinall, killall, iwait, gather, run
 *   Greenlet    one spawned body: its result, its end, its links
 *   Timeout     thrown into the greenlet that started it when its time is up
 *   Waitable    what joinall, iwait and await wait for
 * </pre>
 *
 * Greenlets that switch to each other by hand, without a hub, are in the package {@code greenlet}; how all of this
 * works is told in {@link gevent.hub.Hub}.
 */
package gevent;
