/**
 * Drop-ins for classes of {@code java.net}, with the same names and the same behaviour, except that other greenlets run
 * while one waits. The JDK's own documentation of each class is its contract. Drop-ins need no patching.
 */
@NullMarked
package gevent.monkey.net;

import org.jspecify.annotations.NullMarked;
