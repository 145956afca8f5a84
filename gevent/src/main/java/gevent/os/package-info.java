/** Operating system objects that have a number: descriptors, processes. gevent: {@code gevent.os}. */
package gevent.os;
