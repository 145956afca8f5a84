/** greenlet and gevent: what their tutorials show, as Java. */
package samples.switching;
