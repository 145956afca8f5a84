/**
 * Drop-ins for classes of {@code java.io}, with the same names and the same behaviour, except that other greenlets run
 * while one waits. The JDK's own documentation of each class is its contract. One difference: {@code FileReader} and
 * {@code FileWriter} do not extend the JDK's classes of these names, but only their superclasses. Drop-ins need no
 * patching.
 */
@NullMarked
package gevent.monkey.io;

import org.jspecify.annotations.NullMarked;
