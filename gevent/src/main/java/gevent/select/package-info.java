/** Waiting for several descriptors at once: {@link gevent.select.Select} and {@link gevent.select.Poll}. */
package gevent.select;
