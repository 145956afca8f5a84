/** TLS whose waits let other greenlets run: {@link gevent.ssl.Ssl}. */
package gevent.ssl;
