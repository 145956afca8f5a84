package gevent.hub;

/**
 * Runs its callback in the loop when the process receives a signal.
 *
 * <p>Made by {@link Loop#signal}. This watcher does not keep the loop alive, because a signal may never come. gevent:
 * {@code loop.signal}.
 */
public final class SignalWatcher extends Watcher {
    private final String name;
    @SuppressWarnings("NullAway.Init")      // arm, which comes first, sets it
    private AutoCloseable handler;          // hub thread only

    SignalWatcher(Loop loop, String name) {
        super(loop);
        this.name = name;
        unref();
    }

    @Override
    void arm() {
        handler = SignalHandlers.add(name, () -> loop.offer(this::received));
    }

    @Override
    void disarm() {
        try {
            handler.close();
        } catch (Exception e) {
            throw new IllegalStateException("SIG" + name + " cannot be given back", e);
        }
    }

    private void received() {
        Runnable run = callback();
        if (run != null) {
            run.run();
        }
    }
}
