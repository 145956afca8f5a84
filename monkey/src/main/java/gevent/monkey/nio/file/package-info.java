/** Drop-ins for classes of {@code java.nio.file}. Drop-ins need no patching. */
package gevent.monkey.nio.file;
