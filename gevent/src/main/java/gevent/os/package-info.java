/** Operating system objects that have a number: descriptors, processes. gevent: {@code gevent.os}. */
@NullMarked
package gevent.os;

import org.jspecify.annotations.NullMarked;
