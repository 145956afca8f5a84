/** What continuations need and the JVM does not provide; for gevent4j's own modules. */
@NullMarked
package greenlet.vm;

import org.jspecify.annotations.NullMarked;
