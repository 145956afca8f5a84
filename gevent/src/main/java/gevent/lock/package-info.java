/**
 * Taking turns: {@link gevent.lock.Semaphore} and {@link gevent.lock.RLock}. Greenlets of one hub need them only around
 * code that waits; they work between hubs and threads, too. gevent: {@code gevent.lock}.
 */
package gevent.lock;
