/**
 * Greenlets that belong together: {@link gevent.pool.Group}; {@link gevent.pool.Pool}, which limits how many there are
 * at once; {@link gevent.pool.HubPool}, which runs them on several cores. gevent: {@code gevent.pool}.
 */
@NullMarked
package gevent.pool;

import org.jspecify.annotations.NullMarked;
