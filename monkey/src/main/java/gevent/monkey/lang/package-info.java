/**
 * Drop-ins for classes of {@code java.lang}, with the same names and the same behaviour, except that other greenlets
 * run while one waits. The JDK's own documentation of each class is its contract. Drop-ins need no patching. Import
 * them one by one: an import of the whole package does not take precedence over {@code java.lang}.
 */
@NullMarked
package gevent.monkey.lang;

import org.jspecify.annotations.NullMarked;
