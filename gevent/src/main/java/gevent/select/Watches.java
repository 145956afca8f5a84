package gevent.select;

import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.Waiter;
import gevent.os.FdWatch;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One wait for several descriptors, and its resources; one strand of a hub. */
final class Watches implements AutoCloseable {
    private final Hub hub = Hub.get();
    private final Waiter<@Nullable Void> waiter = new Waiter<>(this);
    private final List<FdWatch> watches = new ArrayList<>();
    private final List<IoWatcher> watchers = new ArrayList<>();
    private final Map<Integer, Integer> ready = new HashMap<>();

    /**
     * Watches one more descriptor.
     *
     * @param events {@link IoWatcher#READ}, {@link IoWatcher#WRITE}, both or 0
     * @throws IOException if the descriptor is not open
     */
    void add(int fd, int events) throws IOException {
        FdWatch watch = FdWatch.of(fd);
        watches.add(watch);
        for (int event : new int[] {IoWatcher.READ, IoWatcher.WRITE}) {
            if ((events & event) != 0) {
                IoWatcher watcher = hub.loop().io(watch, event);
                watchers.add(watcher);
                if (!watch.start(watcher, () -> isReady(fd, event))) {
                    isReady(fd, event);
                }
            }
        }
    }

    private void isReady(int fd, int events) {
        ready.merge(fd, events, (a, b) -> a | b);
        waiter.switchTo(null);
    }

    /** Records that a descriptor needs no watching. */
    void addReady() {
        waiter.switchTo(null);
    }

    /** Waits until descriptors are ready, or until the timeout expires, and returns their events. */
    Map<Integer, Integer> await(@Nullable Duration timeout) {
        if (waiter.isReady()) {
            // Lets other greenlets run, and lets the loop look for more events.
            new Waiter<@Nullable Void>().await(Duration.ZERO);
        } else if (timeout == null) {
            waiter.get();
        } else {
            waiter.await(timeout);
        }
        return ready;
    }

    @Override
    public void close() throws IOException {
        watchers.forEach(IoWatcher::close);
        for (FdWatch watch : watches) {
            watch.close();
        }
    }

    @Override
    public String toString() {
        return "<select of " + watches.size() + " descriptors>";
    }
}
