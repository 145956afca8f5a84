/**
 * Explicit switching between stacks, as in Python's greenlet. This module needs {@code java.base/jdk.internal.vm}
 * exported to it.
 */
@SuppressWarnings("module")      // gevent is built after this
module greenlet {
    requires static org.jspecify;      // what may be null

    exports greenlet;
    exports greenlet.vm to gevent;
}
