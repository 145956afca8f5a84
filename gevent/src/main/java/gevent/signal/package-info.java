/**
 * Operating system signals, handled in greenlets. {@link gevent.hub.KeyboardInterrupt} describes what Ctrl-C does
 * without a handler. gevent: {@code gevent.signal}.
 */
@NullMarked
package gevent.signal;

import org.jspecify.annotations.NullMarked;
