package gevent.hub;

import gevent.internal.jdk.VirtualThreads;

/**
 * The JVM was started without the access to {@code java.base/java.lang} that a hub needs, or is one that gevent does
 * not know; the message says what to do.
 */
public final class MissingAccess extends Error {
    private MissingAccess(String message) {
        // Where it was noticed helps nobody; the message is all there is to say.
        super(message, null, false, false);
    }

    /** Throws if the JVM has no virtual threads that a hub could run. */
    static void check() {
        if (VirtualThreads.missing() != null) {
            throw new MissingAccess(VirtualThreads.missing());
        }
    }
}
