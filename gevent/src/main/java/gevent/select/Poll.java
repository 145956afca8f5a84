package gevent.select;

import gevent.hub.IoWatcher;
import gevent.hub.Loop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Waits for file descriptors again and again, while other greenlets run. Linux with the epoll loop only.
 *
 * <pre>{@code
 * Poll poll = new Poll();
 * poll.register(fd, Poll.IN);
 * for (Poll.Ready ready : poll.poll(Duration.ofSeconds(5))) { … }
 * }</pre>
 *
 * <p>One greenlet at a time. gevent: {@code gevent.select.poll}.
 */
public final class Poll {
    /** Ready to read, or at its end. */
    public static final int IN = 1;
    /** Ready to write. */
    public static final int OUT = 4;
    /** Not open. */
    public static final int NVAL = 32;

    private final Map<Integer, Integer> registered = new LinkedHashMap<>();

    /** Creates a poll without descriptors. */
    public Poll() {
    }

    /**
     * A descriptor that became ready.
     *
     * @param fd the descriptor
     * @param events {@link #IN}, {@link #OUT} or both; {@link #NVAL} if the descriptor is not open
     */
    public record Ready(int fd, int events) {
    }

    /** Watches {@code fd} for all events from now on. */
    public void register(int fd) {
        register(fd, IN | OUT);
    }

    /**
     * Watches {@code fd} from now on, for {@code events} only.
     *
     * @param events {@link #IN}, {@link #OUT} or both
     */
    public void register(int fd, int events) {
        if (events == 0 || (events & ~(IN | OUT)) != 0) {
            throw new IllegalArgumentException("events: " + events + " is neither IN, OUT nor both");
        }
        registered.put(fd, events);
    }

    /**
     * Changes the events that {@code fd} is watched for.
     *
     * @throws NoSuchElementException if {@code fd} is not watched
     */
    public void modify(int fd, int events) {
        checkRegistered(fd);
        register(fd, events);
    }

    /**
     * Stops watching {@code fd}.
     *
     * @throws NoSuchElementException if {@code fd} was not watched
     */
    public void unregister(int fd) {
        checkRegistered(fd);
        registered.remove(fd);
    }

    private void checkRegistered(int fd) {
        if (!registered.containsKey(fd)) {
            throw new NoSuchElementException("fd: " + fd + " is not registered");
        }
    }

    /** Waits until descriptors are ready; see {@link #poll(Duration)}. */
    public List<Ready> poll() throws IOException {
        return poll(null);
    }

    /**
     * Waits until descriptors are ready, or until the timeout expires. Lets other greenlets run even if some are ready
     * now.
     *
     * @param timeout from now; null for none, zero to look only
     * @return the ready descriptors, in the order of registration; empty if the timeout expired first
     * @throws UnsupportedOperationException if the loop is not epoll
     */
    public List<Ready> poll(@Nullable Duration timeout) throws IOException {
        Loop.checkLimit(timeout, "timeout");
        List<Integer> notOpen = new ArrayList<>();
        try (Watches watches = new Watches()) {
            registered.forEach((fd, events) -> {
                try {
                    watches.add(fd, ofWatcher(events));
                } catch (IOException e) {
                    notOpen.add(fd);
                    watches.addReady();
                }
            });
            Map<Integer, Integer> ready = watches.await(timeout);
            return registered.keySet().stream().filter(fd -> ready.containsKey(fd) || notOpen.contains(fd))
                    .map(fd -> new Ready(fd, notOpen.contains(fd) ? NVAL : ofPoll(ready.getOrDefault(fd, 0)))).toList();
        }
    }

    private static int ofWatcher(int events) {
        return ((events & IN) != 0 ? IoWatcher.READ : 0) | ((events & OUT) != 0 ? IoWatcher.WRITE : 0);
    }

    private static int ofPoll(int events) {
        return ((events & IoWatcher.READ) != 0 ? IN : 0) | ((events & IoWatcher.WRITE) != 0 ? OUT : 0);
    }
}
