/**
 * Inspecting hubs and greenlets at run time: {@link gevent.util.RunInfo}. gevent: {@code gevent.util}.
 */
@NullMarked
package gevent.util;

import org.jspecify.annotations.NullMarked;
