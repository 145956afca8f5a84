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
import org.jspecify.annotations.Nullable;

/**
 * Waits for any of several file descriptors, for example those of native libraries, while other greenlets run. The
 * descriptors stay as they are, blocking or not. Linux with the epoll loop only.
 *
 * <pre>{@code
 * Select.Ready ready = Select.select(List.of(fd), List.of(), List.of(), Duration.ofSeconds(5));
 * if (ready.reads().contains(fd)) { … }
 * }</pre>
 *
 * <p>Closing a descriptor does not affect the greenlets that wait for it. gevent: {@code gevent.select}.
 */
public final class Select {
    private Select() {
    }

    /**
     * The descriptors that became ready.
     *
     * @param reads in the order of the request, as in all three lists
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
     * Waits until one or more descriptors are ready, or until the timeout expires. Lets other greenlets run even if
     * some are ready now.
     *
     * @param reads descriptors to read from; a file is always ready
     * @param writes descriptors to write to
     * @param excepts only checked for being open, as in gevent
     * @param timeout from now; null for none, zero to look only
     * @return the ready descriptors; empty if the timeout expired first
     * @throws IOException if a descriptor is not open
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public static Ready select(Collection<Integer> reads, Collection<Integer> writes, Collection<Integer> excepts,
            @Nullable Duration timeout) throws IOException {
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

    /** As {@link #select(Collection, Collection, Collection, Duration)}, with the limit in seconds. */
    public static Ready select(Collection<Integer> reads, Collection<Integer> writes, Collection<Integer> excepts,
            double seconds) throws IOException {
        return select(reads, writes, excepts, Loop.duration(seconds));
    }

    private static List<Integer> those(Collection<Integer> asked, Map<Integer, Integer> ready, int event) {
        return asked.stream().filter(fd -> (ready.getOrDefault(fd, 0) & event) != 0).toList();
    }
}
