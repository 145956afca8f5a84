/**
 * Seeing what goes on: {@link gevent.util.RunInfo}. gevent: {@code gevent.util}.
 */
package gevent.util;
