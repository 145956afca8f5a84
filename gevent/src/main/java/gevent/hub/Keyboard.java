package gevent.hub;

import gevent.internal.jdk.JvmSignals;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns Ctrl-C into a {@link KeyboardInterrupt} in the main of a hub. Once this class has taken the signal it keeps it;
 * while there is no such hub, it does what the JVM would do. Any thread.
 */
final class Keyboard {
    private static final String SIGNAL = "INT";
    private static final int EXIT_STATUS = 128 + 2;
    private static final String PROPERTY = "gevent.sigint";
    private static final String HANDLER_OF_THE_JVM = "java.lang.Terminator";

    private static final PinnedLock LOCK = new PinnedLock();
    private static final List<Hub> HUBS = new ArrayList<>(1);   // guarded by LOCK; the first gets Ctrl-C
    private static boolean tried;                               // guarded by LOCK; whether taking it was decided

    private Keyboard() {
    }

    /** From now on sends Ctrl-C to {@code hub}, unless an older hub gets it. */
    static void watch(Hub hub) {
        boolean take;
        try (PinnedLock _ = LOCK.hold()) {
            if (!HUBS.contains(hub)) {
                HUBS.add(hub);
            }
            take = !tried;
            tried = true;
        }
        if (take && !"false".equals(System.getProperty(PROPERTY))) {
            takeSignal();
        }
        Thread thread = hub.thread();
        if (!(thread.getUncaughtExceptionHandler() instanceof Exiting)) {
            thread.setUncaughtExceptionHandler(new Exiting(thread.getUncaughtExceptionHandler()));
        }
    }

    static void unwatch(Hub hub) {
        try (PinnedLock _ = LOCK.hold()) {
            HUBS.remove(hub);
        }
    }

    private static void takeSignal() {
        try {
            Object before = JvmSignals.handle(SIGNAL, Keyboard::pressed);
            if (!before.toString().startsWith(HANDLER_OF_THE_JVM)) {
                // Give it back: the program has its own handler, or a shell ignores the signal for a background job.
                JvmSignals.restore(SIGNAL, before);
            }
        } catch (IllegalArgumentException | IllegalStateException kept) {
            // Because of -Xrs, or because jdk.unsupported is missing. Ctrl-C then ends the program as usual.
        }
    }

    /** Runs on a JVM thread. */
    private static void pressed() {
        Hub first;
        try (PinnedLock _ = LOCK.hold()) {
            first = HUBS.isEmpty() ? null : HUBS.getFirst();
        }
        if (first == null || !first.main().thread().isAlive() || !first.interruptByKeyboard()) {
            System.exit(EXIT_STATUS);
        }
    }

    /** For the thread of a hub's main: ends the JVM if Ctrl-C ended the thread. */
    private record Exiting(UncaughtExceptionHandler before) implements UncaughtExceptionHandler {
        @Override
        public void uncaughtException(Thread thread, Throwable thrown) {
            if (thrown instanceof KeyboardInterrupt
                    || thrown instanceof InterruptedException && wasInterruptedByKeyboard(thread)) {
                System.exit(EXIT_STATUS);
            }
            before.uncaughtException(thread, thrown);
        }
    }

    private static boolean wasInterruptedByKeyboard(Thread thread) {
        try (PinnedLock _ = LOCK.hold()) {
            return HUBS.stream().anyMatch(hub -> hub.main().thread() == thread && hub.main().takeKeyboard());
        }
    }
}
