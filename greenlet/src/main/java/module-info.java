/**
 * Explicit switching between stacks, as Python's greenlet does it; needs {@code java.base/jdk.internal.vm} exported to
 * it.
 */
@SuppressWarnings("module")      // gevent is built after this
module greenlet {
    exports greenlet;
    exports greenlet.vm to gevent;
}
