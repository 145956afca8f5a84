/** The launcher behind {@link gevent.monkey.Main}: options, in-memory compilation, and the program's {@code main}. */
package gevent.monkey.launch;
