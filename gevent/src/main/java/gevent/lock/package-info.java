/**
 * Mutual exclusion: {@link gevent.lock.Semaphore} and {@link gevent.lock.RLock}. Greenlets of one hub need these only
 * around code that waits. They also work between hubs and threads. gevent: {@code gevent.lock}.
 */
@NullMarked
package gevent.lock;

import org.jspecify.annotations.NullMarked;
