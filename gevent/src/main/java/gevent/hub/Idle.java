package gevent.hub;

/**
 * Runs its callback in each turn of the loop that has nothing else left to do, instead of sleeping there.
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
