/** Drop-ins for classes of {@code java.nio.file}. Nothing needs to be patched for them. */
package gevent.monkey.nio.file;
