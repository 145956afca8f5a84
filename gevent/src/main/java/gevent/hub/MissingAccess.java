package gevent.hub;

import gevent.internal.jdk.VirtualThreads;

/**
 * The JVM was started without the access to {@code java.base/java.lang} that a hub needs, or gevent does not know this
 * JVM. The message says what to do.
 */
public final class MissingAccess extends Error {
    private MissingAccess(String message) {
        // A stack trace would not help; the message says everything.
        super(message, null, false, false);
    }

    /** Throws if the JVM has no virtual threads that a hub could run. */
    static void check() {
        if (VirtualThreads.missing() != null) {
            throw new MissingAccess(VirtualThreads.missing());
        }
    }
}
