/** What continuations need that the JVM does not do for them; for gevent4j's own modules. */
package greenlet.vm;
