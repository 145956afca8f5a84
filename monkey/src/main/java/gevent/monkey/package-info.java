/**
 * Makes the blocking parts of the JDK cooperative, for code that knows nothing about gevent4j.
 *
 * <pre>
 *   Monkey          patchAll(): from then on other greenlets run while a java.net.Socket or a name
 *                   lookup waits
 *   Time            sleep(seconds), as Python's time.sleep
 *   Agent           -javaagent: gives greenlets the access to the JDK that they need
 *   gevent.monkey.net   drop-ins, if you prefer changing an import to patching the JVM
 * </pre>
 *
 * gevent: {@code gevent.monkey}.
 */
@NullMarked
package gevent.monkey;

import org.jspecify.annotations.NullMarked;
