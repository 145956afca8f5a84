/**
 * Child processes. A greenlet that waits for a pipe or for a child's end does not stop the others. gevent:
 * {@code gevent.subprocess}.
 */
@NullMarked
package gevent.subprocess;

import org.jspecify.annotations.NullMarked;
