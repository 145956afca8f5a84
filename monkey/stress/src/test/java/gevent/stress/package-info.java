/** Races, faults on purpose and foreign bytes: each kind is a test that runs for as long as it is told. */
package gevent.stress;
