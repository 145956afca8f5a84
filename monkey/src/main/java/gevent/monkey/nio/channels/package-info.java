/** Drop-ins for classes of {@code java.nio.channels}. Drop-ins need no patching. */
@NullMarked
package gevent.monkey.nio.channels;

import org.jspecify.annotations.NullMarked;
