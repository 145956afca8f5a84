package gevent.hub;

import gevent.internal.jdk.JvmSignals;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes Ctrl-C a {@link KeyboardInterrupt} in the main of a hub. Once it was wanted it stays with us: while there is no
 * such hub we do what the JVM would. Any thread.
 */
final class Keyboard {
    private static final String SIGNAL = "INT";
    private static final int EXIT_STATUS = 128 + 2;
    private static final String PROPERTY = "gevent.sigint";
    private static final String HANDLER_OF_THE_JVM = "java.lang.Terminator";

    private static final PinnedLock LOCK = new PinnedLock();
    private static final List<Hub> HUBS = new ArrayList<>(1);   // guarded by LOCK; the first is the one
    private static boolean tried;                               // guarded by LOCK; whether the signal was taken

    private Keyboard() {
    }

    /** From now on it is told to {@code hub}, unless an older one is. */
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
        Thread thread = hub.mainStrand().thread();
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
                // The program's own, or ignored, as in the background of a shell.
                JvmSignals.restore(SIGNAL, before);
            }
        } catch (IllegalArgumentException | IllegalStateException kept) {
            // By -Xrs, or there is no module for it: then it ends the program as ever.
        }
    }

    /** On a thread of the JVM's. */
    private static void pressed() {
        Hub first;
        try (PinnedLock _ = LOCK.hold()) {
            first = HUBS.isEmpty() ? null : HUBS.getFirst();
        }
        if (first == null || !first.main().thread().isAlive() || !first.interruptByKeyboard()) {
            System.exit(EXIT_STATUS);
        }
    }

    /** For the thread of a main: ends the JVM if it was ended by Ctrl-C. */
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
