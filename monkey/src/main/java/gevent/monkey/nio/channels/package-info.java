/** Drop-ins for classes of {@code java.nio.channels}. Drop-ins need no patching. */
package gevent.monkey.nio.channels;
