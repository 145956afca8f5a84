/** What {@link gevent.monkey.Main} does: options, sources compiled in memory, and the program's {@code main}. */
package gevent.monkey.launch;
