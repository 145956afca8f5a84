/**
 * Child processes whose pipes and ends greenlets wait for without stopping the others. gevent:
 * {@code gevent.subprocess}.
 */
package gevent.subprocess;
