/**
 * Operating system threads, for work that computes or that blocks where no greenlet can wait:
 * {@link gevent.threadpool.ThreadPool}. gevent: {@code gevent.threadpool}.
 */
@NullMarked
package gevent.threadpool;

import org.jspecify.annotations.NullMarked;
