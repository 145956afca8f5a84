package gevent.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * A hub's clock and poller that a test owns. Time stands still, save that it jumps to the next timer when the loop
 * would sleep until that; so an hour of sleep takes no time, and every run is the same.
 */
public class VirtualTime implements Clock, Poller {
    private volatile long now;
    private final Semaphore woken = new Semaphore(0);
    private final Queue<IoWatcher> readyNext = new ArrayDeque<>();
    public final List<IoWatcher> watched = new ArrayList<>();
    private final List<Long> polls = new ArrayList<>();
    private final AtomicInteger wakeups = new AtomicInteger();
    int closed;

    /** Makes the current thread's hub, which lives by the time that is returned. */
    public static VirtualTime onNewHub() {
        VirtualTime time = new VirtualTime();
        Hubs.create(Environment.real().withClock(time).withPoller(time));
        return time;
    }

    /** Lets time pass, without the loop. */
    public void pass(Duration time) {
        now += time.toNanos();
    }

    /** How much has passed. */
    public Duration passed() {
        return Duration.ofNanos(now);
    }

    /** How long the loop was ready to sleep, each time that it polled. */
    public List<Long> polls() {
        return polls;
    }

    /** How often the loop was woken. */
    int wakeups() {
        return wakeups.get();
    }

    /** Has the next poll tell that the source of {@code watcher} is ready. */
    public void ready(IoWatcher watcher) {
        readyNext.add(watcher);
    }

    @Override
    public long nanos() {
        return now;
    }

    @Override
    public void add(IoWatcher watcher) {
        watched.add(watcher);
    }

    @Override
    public void remove(IoWatcher watcher) {
        watched.remove(watcher);
    }

    @Override
    public void forget(Source source) {
    }

    @Override
    public void poll(long nanos, Consumer<IoWatcher> ready) {
        polls.add(nanos);
        boolean told = !readyNext.isEmpty();
        for (IoWatcher watcher; (watcher = readyNext.poll()) != null; ) {
            ready.accept(watcher);
        }
        if (told || nanos == 0 || woken.tryAcquire()) {
            return;
        }
        if (nanos == FOREVER) {
            woken.acquireUninterruptibly();
        } else {
            now += nanos;
        }
    }

    @Override
    public void wakeup() {
        wakeups.incrementAndGet();
        woken.release();
    }

    @Override
    public void close() {
        closed++;
    }
}
