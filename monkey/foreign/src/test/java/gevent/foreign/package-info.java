/** Runs the test suites of other projects in a greenlet with everything patched, and next to it without gevent4j. */
package gevent.foreign;
