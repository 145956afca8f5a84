/**
 * Greenlets that belong together: {@link gevent.pool.Group}, and {@link gevent.pool.Pool}, which limits how many there
 * are at once. gevent: {@code gevent.pool}.
 */
package gevent.pool;
