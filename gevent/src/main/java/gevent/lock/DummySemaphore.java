package gevent.lock;

import gevent.Waitable;
import gevent.hub.Hub;
import gevent.hub.Links;
import java.util.function.Consumer;

/**
 * A semaphore with no end of permits: for code that is to be limited at times.
 *
 * <p>gevent: {@code gevent.lock.DummySemaphore}.
 */
public final class DummySemaphore implements Waitable {
    /** One that is like any other. */
    public DummySemaphore() {
    }

    /** Takes a permit. @return true, at once */
    public boolean acquire() {
        return true;
    }

    /** Nothing has to be given back. */
    public void release() {
        // There is always one more.
    }

    /** Never. */
    public boolean isLocked() {
        return false;
    }

    /** Always. */
    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void rawlink(Consumer<? super Waitable> callback) {
        new Links<Waitable>(callback).notifyAll(Hub.getIfExists(), this);
    }

    /** Nothing to take back: what was linked was called. */
    @Override
    public void unlink(Consumer<?> callback) {
        // See above.
    }
}
