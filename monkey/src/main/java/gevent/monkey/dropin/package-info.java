/** What the drop-ins have in common. */
package gevent.monkey.dropin;
