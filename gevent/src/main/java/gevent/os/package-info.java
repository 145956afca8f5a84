/** The operating system by its numbers: descriptors, processes. gevent: {@code gevent.os}. */
package gevent.os;
