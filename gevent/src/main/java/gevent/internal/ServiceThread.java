package gevent.internal;

import java.util.function.BooleanSupplier;

/**
 * A daemon thread of gevent4j itself. While it has nothing to do, no wait of the program can end because of it.
 */
public final class ServiceThread extends Thread {
    private final BooleanSupplier busy;

    /**
     * Creates a thread, not started, that inherits no {@link InheritableThreadLocal}s.
     *
     * @param busy whether it does something now that the program may wait for; called by any thread
     */
    public ServiceThread(String name, BooleanSupplier busy, Runnable code) {
        this(name, busy, false, code);
    }

    /** The same for a thread that may inherit {@link InheritableThreadLocal}s. */
    public ServiceThread(String name, BooleanSupplier busy, boolean inheritsLocals, Runnable code) {
        super(null, code, name, 0, inheritsLocals);
        this.busy = busy;
        setDaemon(true);
    }

    /** Whether it does nothing now that the program could wait for. Any thread. */
    public boolean isIdle() {
        return !busy.getAsBoolean();
    }
}
