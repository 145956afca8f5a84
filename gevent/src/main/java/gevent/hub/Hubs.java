package gevent.hub;

import gevent.internal.ByName;
import gevent.internal.jdk.ThreadEnd;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** The hubs of this JVM: at most one for each platform thread, from its first use until it closes or the thread ends. */
final class Hubs {
    private static final ThreadLocal<Hub> OF_THREAD = ThreadEnd.local(Hubs::threadEnded);
    private static final Set<Hub> OPEN = Collections.newSetFromMap(new WeakHashMap<>());     // guarded by OPEN_LOCK
    private static final PinnedLock OPEN_LOCK = new PinnedLock();
    /** The name of the thread that runs {@code main}; its number is not always the same. */
    private static final String FIRST_THREAD = "main";

    private Hubs() {
    }

    /** Starts the reports on hubs from outside, if they are wanted; they are built on this package. */
    private static final class Reports {
        static {
            ByName.make(Runnable.class, "gevent.util.Diagnostics$Startup").run();
        }

        static void start() {
            // The static initializer has started them, once.
        }
    }

    /** Makes the hub of the current thread, which must be a platform thread and have none. */
    static Hub create(Environment environment) {
        Objects.requireNonNull(environment, "environment");
        MissingAccess.check();
        Thread thread = Thread.currentThread();
        if (thread.isVirtual()) {
            throw new InvalidThreadUseError(thread + " is a virtual thread of no hub, and only a platform thread can"
                    + " have one: call from there, or from a greenlet");
        }
        if (OF_THREAD.get() != null) {
            throw new InvalidThreadUseError(thread + " has a hub already: close() that first");
        }
        Hub hub = new Hub(thread, environment);
        OF_THREAD.set(hub);
        try (PinnedLock _ = OPEN_LOCK.hold()) {
            OPEN.add(hub);
        }
        Reports.start();
        Monitor.startIfWanted(hub);
        PinWatch.start();
        if (thread.getName().equals(FIRST_THREAD)) {
            Keyboard.watch(hub);
        }
        return hub;
    }

    /** The hub of the current thread, which is a platform thread; null if it has none. */
    static @Nullable Hub ofThisThread() {
        return OF_THREAD.get();
    }

    /** Any thread. */
    static List<Hub> all() {
        try (PinnedLock _ = OPEN_LOCK.hold()) {
            return List.copyOf(OPEN);
        }
    }

    /** Forgets the hub of the current thread, which is closed. */
    static void forget(Hub hub) {
        OF_THREAD.remove();
        Keyboard.unwatch(hub);
        try (PinnedLock _ = OPEN_LOCK.hold()) {
            OPEN.remove(hub);
        }
    }

    /** Called on a thread that ends; a hub that was not closed can never run again. */
    private static void threadEnded(@Nullable Hub hub) {
        if (hub != null && !hub.isClosed()) {
            try {
                hub.threadEnded();
            } catch (Throwable t) {
                hub.warn("The end of " + hub + " with its thread failed: " + t);
            }
        }
    }
}
