/** TLS whose waits let other greenlets run: {@link gevent.ssl.Ssl}. */
@NullMarked
package gevent.ssl;

import org.jspecify.annotations.NullMarked;
