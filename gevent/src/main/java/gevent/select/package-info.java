/** Waiting for several descriptors at once: {@link gevent.select.Select} and {@link gevent.select.Poll}. */
@NullMarked
package gevent.select;

import org.jspecify.annotations.NullMarked;
