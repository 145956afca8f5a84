package gevent.hub;

/**
 * Runs its callback in each loop turn that has nothing else to do; the loop then does not sleep.
 *
 * <p>Made by {@link Loop#idle}. gevent: {@code loop.idle}.
 */
public final class Idle extends Watcher {
    Idle(Loop loop) {
        super(loop);
    }

    @Override
    void arm() {
        loop.idles().add(this);
    }

    @Override
    void disarm() {
        loop.idles().remove(this);
    }
}
