/** Drop-ins for classes of {@code java.nio.file}. Drop-ins need no patching. */
@NullMarked
package gevent.monkey.nio.file;

import org.jspecify.annotations.NullMarked;
