/** Drop-ins for classes of {@code java.nio.channels}. Nothing needs to be patched for them. */
package gevent.monkey.nio.channels;
