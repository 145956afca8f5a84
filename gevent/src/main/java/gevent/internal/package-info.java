/** What gevent4j's own packages and modules need of each other and users do not. */
@NullMarked
package gevent.internal;

import org.jspecify.annotations.NullMarked;
