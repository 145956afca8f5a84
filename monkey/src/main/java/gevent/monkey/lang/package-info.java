/**
 * Drop-ins for classes of {@code java.lang}: the same names, the same behaviour, but what waits lets other greenlets
 * run. The JDK's own documentation of each class is its contract. Nothing needs to be patched for them, but they have
 * to be imported one by one: an import of the whole package would not come before {@code java.lang}.
 */
package gevent.monkey.lang;
