package gevent.hub;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

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
    /** HotSpot stops threads with it, and would let us take it. */
    private static final String OF_HOTSPOT = "USR2";

    private static final Map<String, Signals> KNOWN = new ConcurrentHashMap<>();

    private final String name;
    private final CopyOnWriteArrayList<Runnable> handlers = new CopyOnWriteArrayList<>();
    private Object before;                          // guarded by this; what it did before we took it

    private Signals(String name) {
        this.name = name;
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
        String shortName = name.startsWith("SIG") ? name.substring(3) : name;
        if (shortName.equals(OF_HOTSPOT)) {
            throw new IllegalArgumentException("SIG" + shortName + " cannot be handled: HotSpot needs it for itself");
        }
        return KNOWN.computeIfAbsent(shortName, Signals::new).add(handler);
    }

    /**
     * The number of a signal on this system.
     *
     * @param name {@code "TERM"} or {@code "SIGTERM"}
     * @throws IllegalArgumentException if there is none of that name
     */
    public static int number(String name) {
        String fullName = name.startsWith("SIG") ? name : "SIG" + name;
        try {
            return jnr.constants.platform.Signal.valueOf(fullName).intValue();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(fullName + ": there is no such signal", e);
        }
    }

    private synchronized AutoCloseable add(Runnable handler) {
        Runnable one = handler::run;        // so that the same handler twice is two
        if (handlers.isEmpty()) {
            before = Jdk.handleSignal(name, () -> handlers.forEach(Runnable::run));
        }
        handlers.add(one);
        return () -> remove(one);
    }

    private synchronized void remove(Runnable handler) {
        if (handlers.remove(handler) && handlers.isEmpty()) {
            Jdk.restoreSignal(name, before);
            before = null;
        }
    }
}
