/**
 * Signals of the operating system, handled in greenlets. What Ctrl-C does without a handler is told by
 * {@link gevent.hub.KeyboardInterrupt}. gevent: {@code gevent.signal}.
 */
package gevent.signal;
