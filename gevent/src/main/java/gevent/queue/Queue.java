package gevent.queue;

import gevent.Timeout;
import gevent.event.Event;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * A {@link SimpleQueue} that knows when the work it handed out is done, and that can be shut down.
 *
 * <pre>{@code
 * Queue<Job> jobs = new Queue<>();
 * spawn(() -> { for (Job job : jobs) { job.run(); jobs.taskDone(); } });
 * jobs.put(job);
 * jobs.join();                            // until taskDone was called for each job
 * jobs.shutdown();                        // ends the loop above
 * }</pre>
 *
 * <p>gevent: {@code gevent.queue.Queue}, and {@code JoinableQueue}.
 *
 * @param <T> type of the items
 */
public class Queue<T> extends SimpleQueue<T> {
    private final Event allDone = new Event();
    private long unfinished;                // guarded by the lock
    private boolean shutDown;               // guarded by the lock

    /** Creates a queue without a bound. */
    public Queue() {
        this(0);
    }

    /**
     * Creates a queue.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     */
    public Queue(int maxsize) {
        this(maxsize, List.of());
    }

    /**
     * Creates a queue with initial items.
     *
     * @param maxsize the most items it holds; zero or less for no bound
     * @param items the initial items, which count as unfinished
     */
    public Queue(int maxsize, Collection<? extends T> items) {
        this(maxsize, new ArrayDeque<>(Objects.requireNonNull(items, "items")));
    }

    Queue(int maxsize, java.util.Queue<T> items) {
        super(maxsize, items);
        unfinished = items.size();
        if (unfinished == 0) {
            allDone.set();
        }
    }

    @Override
    final void added() {
        unfinished++;
        allDone.clear();
    }

    /**
     * Marks one item taken from the queue as done.
     *
     * @throws IllegalStateException if called more often than items were put
     */
    public final void taskDone() {
        try (PinnedLock _ = lock.hold()) {
            if (unfinished == 0) {
                throw new IllegalStateException("taskDone() called too many times: once for each thing that was put");
            }
            if (--unfinished == 0) {
                allDone.set();
            }
        }
    }

    /** The number of items that were put and not marked as done. */
    public final long unfinishedTasks() {
        try (PinnedLock _ = lock.hold()) {
            return unfinished;
        }
    }

    /** Waits until all items are done. */
    public final void join() {
        allDone.await();
    }

    /**
     * Waits until all items are done, or until the timeout expires.
     *
     * @return whether all items are done
     */
    public final boolean join(Duration timeout) {
        return allDone.await(timeout);
    }

    /** As {@link #join(Duration)}, in seconds. */
    public final boolean join(double seconds) {
        return join(Loop.duration(seconds));
    }

    /**
     * Waits until all items are done, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @return whether all items are done
     */
    public final boolean join(Timeout timeout) {
        return allDone.await(timeout);
    }

    /**
     * Shuts the queue down. Puts throw {@link ShutDown}. The items left can still be taken; then gets throw it, too.
     */
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * Shuts the queue down. A put, or a get when nothing is left, throws {@link ShutDown}, also in a greenlet that
     * already waits.
     *
     * @param immediate whether to drop the items left, and count them as done
     */
    public final void shutdown(boolean immediate) {
        try (PinnedLock _ = lock.hold()) {
            shutDown = true;
            if (immediate) {
                for (int dropped = clear(); dropped > 0 && unfinished > 0; dropped--) {
                    taskDone();
                }
            }
            failWaiters(this::end);
        }
    }

    /** Whether the queue was shut down. */
    public final boolean isShutDown() {
        try (PinnedLock _ = lock.hold()) {
            return shutDown;
        }
    }

    @Override
    final void checkPut() {
        if (shutDown) {
            throw end();
        }
    }

    @Override
    final void checkGet() {
        checkPut();
    }

    private ShutDown end() {
        return new ShutDown(toString() + " was shut down");
    }
}
