/**
 * Makes the blocking parts of the JDK cooperative, for code that does not know of gevent.
 *
 * <pre>
 *   Monkey          patchAll(): from then on every java.net.Socket, and every look-up of a name, waits by
 *                   letting other greenlets run
 *   Time            sleep(seconds), as Python's time.sleep
 *   Agent           -javaagent: gives greenlets the access to the JDK that they need
 *   gevent.monkey.net   the same for those who rather swap an import than patch the JVM
 * </pre>
 *
 * gevent: {@code gevent.monkey}.
 */
package gevent.monkey;
