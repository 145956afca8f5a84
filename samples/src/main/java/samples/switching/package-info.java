/** The examples of the greenlet and gevent tutorials in Java. */
package samples.switching;
