package gevent.os;

import gevent.internal.KernelAccess;
import java.util.Objects;

/**
 * Handlers for signals of the operating system. The JVM reserves some signals, SIGQUIT and SIGUSR2 among them; SIGUSR1
 * is free.
 *
 * <pre>{@code
 * AutoCloseable handler = Signals.handle("HUP", () -> config.reload());
 * }</pre>
 *
 * <p>Any thread may use this class. A signal runs all its handlers, in the order they were added, on a JVM thread.
 * After the last handler is removed, the signal does again what it did before.
 */
public final class Signals {
    private static final String PREFIX = "SIG";

    private Signals() {
    }

    /**
     * Calls {@code handler} at each signal.
     *
     * @param name {@code "USR1"} or {@code "SIGUSR1"}
     * @param handler runs on a JVM thread, in parallel with the program; should not take long
     * @return a handle that removes the handler when closed
     * @throws IllegalArgumentException if the system has no such signal, or the JVM reserves it
     */
    public static AutoCloseable handle(String name, Runnable handler) {
        Objects.requireNonNull(handler, "handler");
        String plain = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
        return KernelAccess.get().handleSignal(plain, handler);
    }

    /**
     * The number of a signal on this system.
     *
     * @param name {@code "TERM"} or {@code "SIGTERM"}
     * @throws IllegalArgumentException if there is no such signal
     */
    public static int number(String name) {
        String fullName = name.startsWith(PREFIX) ? name : PREFIX + name;
        try {
            return jnr.constants.platform.Signal.valueOf(fullName).intValue();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(fullName + ": there is no such signal", e);
        }
    }
}
