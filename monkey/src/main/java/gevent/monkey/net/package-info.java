/**
 * Drop-ins for classes of {@code java.net}: the same names, the same behaviour, but what waits lets other greenlets
 * run. The JDK's own documentation of each class is its contract. Nothing needs to be patched for them.
 */
package gevent.monkey.net;
