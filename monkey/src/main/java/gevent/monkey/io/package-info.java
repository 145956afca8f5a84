/**
 * Drop-ins for classes of {@code java.io}: the same names, the same behaviour, but what waits lets other greenlets run.
 * The JDK's own documentation of each class is its contract, save that {@code FileReader} and {@code FileWriter} extend
 * only what those of the JDK do. Nothing needs to be patched for them.
 */
package gevent.monkey.io;
