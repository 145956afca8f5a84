/** TLS that waits by letting other greenlets run: {@link gevent.ssl.Ssl}. */
package gevent.ssl;
