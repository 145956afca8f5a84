/** Code shared by the drop-ins. */
package gevent.monkey.dropin;
