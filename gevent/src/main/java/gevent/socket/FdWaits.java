package gevent.socket;

import gevent.hub.Hub;
import gevent.hub.IoWatcher;
import gevent.hub.PinnedLock;
import gevent.hub.Waiter;
import gevent.os.FdWatch;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The waiters for file descriptors, by descriptor number. Any thread. */
final class FdWaits {
    private static final PinnedLock LOCK = new PinnedLock();
    private static final Map<Integer, Set<Waiter<@Nullable Void>>> WAITING = new HashMap<>();     // guarded by LOCK

    private FdWaits() {
    }

    static void await(int fd, int events, @Nullable Duration timeout) throws IOException {
        Hub hub = Hub.get();
        Waiter<@Nullable Void> waiter = new Waiter<>("descriptor " + fd);
        try (FdWatch watch = FdWatch.of(fd); IoWatcher watcher = hub.loop().io(watch, events)) {
            if (!watch.start(watcher, () -> waiter.switchTo(null))) {
                return;
            }
            enter(fd, waiter);
            if (timeout == null) {
                waiter.get();
            } else if (!waiter.await(timeout)) {
                throw new SocketTimeoutException("timed out");
            }
        } finally {
            leave(fd, waiter);
        }
    }

    private static void enter(int fd, Waiter<@Nullable Void> waiter) {
        try (PinnedLock _ = LOCK.hold()) {
            WAITING.computeIfAbsent(fd, _ -> new HashSet<>()).add(waiter);
        }
    }

    private static void leave(int fd, Waiter<@Nullable Void> waiter) {
        try (PinnedLock _ = LOCK.hold()) {
            WAITING.computeIfPresent(fd, (_, all) -> all.remove(waiter) && all.isEmpty() ? null : all);
        }
    }

    static void cancel(int fd, IOException because) {
        List<Waiter<@Nullable Void>> all;
        try (PinnedLock _ = LOCK.hold()) {
            all = List.copyOf(WAITING.getOrDefault(fd, Set.of()));
        }
        all.forEach(waiter -> waiter.throwTo(because));
    }
}
