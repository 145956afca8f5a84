package gevent.signal;

import gevent.Action;
import gevent.Gevent;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.os.Signals;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A signal handler that runs in a greenlet, so it may wait, lock and throw like any other code.
 *
 * <pre>{@code
 * Signal hangup = Signal.handle("HUP", () -> config.reload());
 * …
 * hangup.cancel();
 * }</pre>
 *
 * <p>Each signal spawns a greenlet on the hub of the code that made the handler. All handlers of a signal run. While a
 * signal has a handler, the signal has no other effect: a handler of {@code "INT"} or {@code "TERM"} itself decides
 * whether the program ends. A handler does not keep its hub from ending, or from giving up, unless {@link #ref} is
 * called. When the handler is cancelled, the signal gets its previous effect back. A handler whose hub is closed
 * cancels itself at the next signal. gevent: {@code gevent.signal_handler}.
 */
public final class Signal implements AutoCloseable {
    private final String name;
    private final Hub hub = Hub.get();
    private final Action handler;
    private volatile @Nullable AutoCloseable taken;
    private @Nullable KeepAlive keepsAlive;                   // hub thread only; null unless ref() was called

    private Signal(String name, Action handler) {
        this.name = name.startsWith("SIG") ? name.substring(3) : name;
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    /**
     * Runs {@code handler} in a greenlet of the current hub at each signal.
     *
     * @param name {@code "HUP"} or {@code "SIGHUP"}; HUP, INT and TERM stay ignored in a JVM that was started with them
     * ignored, as by nohup(1)
     * @param handler what it throws is reported
     * @throws IllegalArgumentException if the system has no such signal, or the JVM reserves it
     */
    public static Signal handle(String name, Action handler) {
        Signal signal = new Signal(name, handler);
        signal.taken = Signals.handle(name, signal::received);
        return signal;
    }

    /** Called on a JVM thread. */
    private void received() {
        if (hub.isClosed()) {
            cancel();
        } else {
            hub.loop().offer(this::spawn);
        }
    }

    private void spawn() {
        if (taken != null) {
            Gevent.spawn(handler).setName("SIG" + name);
        }
    }

    /**
     * Keeps the hub from ending until {@link #cancel}. Hub thread only.
     *
     * @return this
     */
    public Signal ref() {
        if (keepsAlive == null && taken != null) {
            keepsAlive = KeepAlive.withoutWork(hub);
        }
        return this;
    }

    /** Cancels the handler. Signals that have come, but whose greenlets have not begun, are dropped. Any thread. */
    public void cancel() {
        AutoCloseable given = taken;
        taken = null;
        if (given == null) {
            return;
        }
        try {
            given.close();
        } catch (Exception e) {
            throw new IllegalStateException("SIG" + name + " cannot be given back", e);
        }
        hub.loop().runOrExecute(() -> {
            if (keepsAlive != null) {
                keepsAlive.close();
            }
        });
    }

    /** The same as {@link #cancel}, for try-with-resources. */
    @Override
    public void close() {
        cancel();
    }

    /** Whether the handler was not cancelled. */
    public boolean isActive() {
        return taken != null;
    }

    @Override
    public String toString() {
        return "<Signal " + name + (isActive() ? ">" : ", cancelled>");
    }
}
