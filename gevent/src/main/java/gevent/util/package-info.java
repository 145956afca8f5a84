/**
 * Inspecting hubs and greenlets at run time: {@link gevent.util.RunInfo}. gevent: {@code gevent.util}.
 */
package gevent.util;
