package gevent.os;

import gevent.internal.KernelAccess;
import java.util.Objects;

/**
 * Signals of the operating system, told to whoever wants them. The JVM keeps some for itself, SIGQUIT and SIGUSR2 among
 * them; SIGUSR1 is free.
 *
 * <pre>{@code
 * AutoCloseable handler = Signals.handle("HUP", () -> config.reload());
 * }</pre>
 *
 * <p>Any thread may use it. A signal is told to all that want it, in the order they came, on a thread of the JVM's; when
 * the last has gone, it does again what it did before.
 */
public final class Signals {
    private static final String PREFIX = "SIG";

    private Signals() {
    }

    /**
     * Has {@code handler} called at each signal.
     *
     * @param name without {@code SIG}: {@code "USR1"}
     * @param handler runs on a thread of the JVM's, beside the program; should not take long
     * @return takes the handler back when it is closed
     * @throws IllegalArgumentException if the system has no such signal, or the JVM keeps it for itself
     */
    public static AutoCloseable handle(String name, Runnable handler) {
        Objects.requireNonNull(handler, "handler");
        return KernelAccess.get().handleSignal(name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name, handler);
    }

    /**
     * The number of a signal on this system.
     *
     * @param name {@code "TERM"} or {@code "SIGTERM"}
     * @throws IllegalArgumentException if there is none of that name
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
