/** What continuations need and the JVM does not provide; for gevent4j's own modules. */
package greenlet.vm;
