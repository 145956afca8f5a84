package gevent.hub;

import gevent.internal.jdk.JvmSignals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The handlers of operating system signals: several per signal, where the JVM has only one. Any thread. */
final class SignalHandlers {
    /** HotSpot uses this signal to stop threads, yet lets a program take it. */
    private static final String OF_HOTSPOT = "USR2";

    private static final PinnedLock LOCK = new PinnedLock();
    private static final Map<String, SignalHandlers> KNOWN = new HashMap<>();    // by signal; guarded by LOCK

    private final List<Added> handlers = new ArrayList<>();                  // guarded by LOCK
    private final Object before;                                                // what the signal did before

    private SignalHandlers(String name) {
        this.before = JvmSignals.handle(name, this::dispatch);
    }

    private void dispatch() {
        List<Added> now;
        try (PinnedLock _ = LOCK.hold()) {
            now = List.copyOf(handlers);
        }
        now.forEach(added -> added.handler.run());
    }

    /**
     * Calls {@code handler} at each signal, after the handlers that were added before.
     *
     * @param name without {@code SIG}
     * @return a handle that removes the handler when closed; after the last handler is removed, the signal does what it
     *         did before
     * @throws IllegalArgumentException if the system has no such signal, or the JVM reserves it
     */
    static AutoCloseable add(String name, Runnable handler) {
        if (name.equals(OF_HOTSPOT)) {
            throw new IllegalArgumentException("SIG" + name + " cannot be handled: HotSpot needs it for itself");
        }
        Added added = new Added(name, handler);
        try (PinnedLock _ = LOCK.hold()) {
            KNOWN.computeIfAbsent(name, SignalHandlers::new).handlers.add(added);
        }
        return added;
    }

    /** The signals that somebody listens to, in the alphabet's order. */
    static List<String> names() {
        try (PinnedLock _ = LOCK.hold()) {
            return KNOWN.keySet().stream().map(name -> "SIG" + name).sorted().toList();
        }
    }

    /** A handler that was added, until it is closed; the same handler can be added twice. */
    private static final class Added implements AutoCloseable {
        private final String name;
        private final Runnable handler;

        Added(String name, Runnable handler) {
            this.name = name;
            this.handler = handler;
        }

        @Override
        public void close() {
            try (PinnedLock _ = LOCK.hold()) {
                SignalHandlers known = KNOWN.get(name);
                if (known != null && known.handlers.remove(this) && known.handlers.isEmpty()) {
                    KNOWN.remove(name);
                    JvmSignals.restore(name, known.before);
                }
            }
        }
    }
}
