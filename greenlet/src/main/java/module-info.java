/**
 * Explicit switching between stacks, as Python's greenlet does it; needs {@code java.base/jdk.internal.vm} exported to
 * it.
 */
module greenlet {
    exports greenlet;
}
