/** The only code that touches JDK internals: virtual threads and their schedulers, signals, sockets. */
@NullMarked
package gevent.internal.jdk;

import org.jspecify.annotations.NullMarked;
