package gevent.select;

import gevent.hub.IoWatcher;
import gevent.hub.Loop;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Waits for any of several file descriptors, while other greenlets run: those of native libraries, say. They are left
 * as they are, blocking or not. Linux with the epoll loop only.
 *
 * <pre>{@code
 * Select.Ready ready = Select.select(List.of(fd), List.of(), List.of(), Duration.ofSeconds(5));
 * if (ready.reads().contains(fd)) { … }
 * }</pre>
 *
 * <p>Who closes a descriptor leaves those alone that wait for it. gevent: {@code gevent.select}.
 */
public final class Select {
    private Select() {
    }

    /**
     * What became ready.
     *
     * @param reads in the order in which they were asked for, as all three
     * @param excepts always empty, as in gevent
     */
    public record Ready(List<Integer> reads, List<Integer> writes, List<Integer> excepts) {
    }

    /** Waits without a limit; see {@link #select(Collection, Collection, Collection, Duration)}. */
    public static Ready select(Collection<Integer> reads, Collection<Integer> writes, Collection<Integer> excepts)
            throws IOException {
        return select(reads, writes, excepts, null);
    }

    /**
     * Waits until one or more are ready, or the time is up. Lets others run even if some are ready now.
     *
     * @param reads descriptors to read from; a file is always ready
     * @param writes descriptors to write to
     * @param excepts only looked at for whether they are open, as in gevent
     * @param timeout from now; null for none, zero to look only
     * @return what is ready; nothing if the time was up first
     * @throws IOException if one is not open
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static Ready select(Collection<Integer> reads, Collection<Integer> writes, Collection<Integer> excepts,
            Duration timeout) throws IOException {
        Loop.checkLimit(timeout, "timeout");
        Objects.requireNonNull(excepts, "excepts");
        Map<Integer, Integer> wanted = new LinkedHashMap<>();
        reads.forEach(fd -> wanted.merge(fd, IoWatcher.READ, (a, b) -> a | b));
        writes.forEach(fd -> wanted.merge(fd, IoWatcher.WRITE, (a, b) -> a | b));
        try (Watches watches = new Watches()) {
            for (Map.Entry<Integer, Integer> each : wanted.entrySet()) {
                watches.add(each.getKey(), each.getValue());
            }
            for (int fd : excepts) {
                watches.add(fd, 0);
            }
            Map<Integer, Integer> ready = watches.await(timeout);
            return new Ready(those(reads, ready, IoWatcher.READ), those(writes, ready, IoWatcher.WRITE), List.of());
        }
    }

    private static List<Integer> those(Collection<Integer> asked, Map<Integer, Integer> ready, int event) {
        return asked.stream().filter(fd -> (ready.getOrDefault(fd, 0) & event) != 0).toList();
    }
}
