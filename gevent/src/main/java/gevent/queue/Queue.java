package gevent.queue;

import gevent.Timeout;
import gevent.event.Event;
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
 * jobs.join();                            // until taskDone was called for each
 * jobs.shutdown();                        // ends the loop above
 * }</pre>
 *
 * <p>gevent: {@code gevent.queue.Queue}, and {@code JoinableQueue}.
 *
 * @param <T> of what is put
 */
public class Queue<T> extends SimpleQueue<T> {
    private final Event allDone = new Event();
    private long unfinished;                // guarded by the lock
    private boolean shutDown;               // guarded by the lock

    /** One without a bound. */
    public Queue() {
        this(0);
    }

    /** @param maxsize how much it holds; zero or less for no bound */
    public Queue(int maxsize) {
        this(maxsize, List.of());
    }

    /** @param maxsize how much it holds; zero or less for no bound @param items what it holds already, as unfinished */
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
     * Says that one thing that was got is done.
     *
     * @throws IllegalStateException if it is said more often than something was put
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

    /** How many things were put and not yet said to be done. */
    public final long unfinishedTasks() {
        try (PinnedLock _ = lock.hold()) {
            return unfinished;
        }
    }

    /** Waits until all that was put is done. */
    public final void join() {
        allDone.await();
    }

    /** The same, or until the time is up. @return whether all is done */
    public final boolean join(Duration timeout) {
        return allDone.await(timeout);
    }

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @return whether all is done */
    public final boolean join(Timeout timeout) {
        return allDone.await(timeout);
    }

    /** Ends it: nothing can be put any more; what it holds can still be got, and then that is {@link ShutDown}, too. */
    public final void shutdown() {
        shutdown(false);
    }

    /**
     * Ends it: who puts, or gets when nothing is left, has {@link ShutDown} thrown, and so has who waits.
     *
     * @param immediate whether what it holds is dropped, and counts as done
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

    /** Whether it was shut down. */
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
        return new ShutDown(this + " was shut down");
    }
}
