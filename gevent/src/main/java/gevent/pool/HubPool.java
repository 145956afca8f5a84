package gevent.pool;

import gevent.Function1;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.Waitable;
import gevent.event.Event;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Wakeup;
import gevent.lock.Semaphore;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Several hubs, each on its own platform thread: greenlets on all cores. A greenlet spawned here runs on the hub that
 * has the least to do, and stays there. Greenlets of one hub take turns; greenlets of two hubs run at the same time.
 *
 * <pre>{@code
 * try (HubPool pool = new HubPool()) {                                   // one hub per core
 *     List<String> pages = pool.map(this::fetch, urls);                  // in the order of the urls
 *     for (Digest digest : pool.imap(this::digest, files)) { … }         // as they come, in order
 * }                                                                      // all greenlets and threads have ended
 * }</pre>
 *
 * <p>Results and failures reach a waiter on any thread, and its own hub runs on meanwhile. A greenlet that waits in
 * {@code map}, {@code imap} or {@code apply} may be killed, or find that a call has failed. Then the other greenlets of
 * the call are killed, too, and have ended when the exception is thrown. Objects shared by greenlets of several hubs
 * must be thread-safe: events, queues, locks and results of gevent4j are, and so are the JDK's concurrent classes.
 *
 * <p>A greenlet that computes without a pause blocks the other greenlets of its hub. With a limit of one or a few
 * greenlets per hub, a greenlet that has not begun goes where there is room first. Thread-safe. aiomultiprocess:
 * {@code Pool}. gevent has no such pool; its processes are forked by hand.
 */
public final class HubPool implements Mapping, AutoCloseable {
    private static final AtomicInteger POOLS = new AtomicInteger();

    private final PinnedLock lock = new PinnedLock();
    private final List<PooledHub> hubs;
    private final Group members = new Group();
    private final Semaphore room;
    private final Backlog<HandedOver> backlog;
    private final Scope scope = new Scope();
    private final Event none = new Event();     // changed under lock
    private int unfinished;                     // including those about to start and the backlog; guarded by lock
    private boolean closed;                     // takes no more greenlets; guarded by lock

    /** Creates a pool with one hub per core. */
    public HubPool() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /**
     * Creates a pool.
     *
     * @param hubs number of hubs, one or more
     */
    public HubPool(int hubs) {
        this(hubs, 0);
    }

    /**
     * Creates a pool with a limit. A spawn beyond the limit waits until a greenlet has ended.
     *
     * @param hubs number of hubs, one or more
     * @param perHub number of greenlets per hub, counted over all hubs together; zero for no limit
     */
    public HubPool(int hubs, int perHub) {
        if (hubs < 1) {
            throw new IllegalArgumentException("hubs: " + hubs + " is less than one");
        }
        if (perHub < 0) {
            throw new IllegalArgumentException("perHub: " + perHub + " is negative");
        }
        String name = "gevent-hubs-" + POOLS.incrementAndGet() + "-";
        this.room = new Semaphore(perHub == 0 ? Integer.MAX_VALUE : Math.multiplyExact(hubs, perHub));
        this.backlog = new Backlog<>(room, HandedOver::isReady, this::begin);
        this.none.set();
        this.hubs = IntStream.rangeClosed(1, hubs).mapToObj(i -> new PooledHub(name + i)).toList();
        try {
            this.hubs.forEach(PooledHub::hub);
        } catch (Throwable notStarted) {
            this.hubs.forEach(PooledHub::stop);
            throw notStarted;
        }
    }

    /** The hubs, in no particular order. */
    public List<Hub> hubs() {
        return hubs.stream().map(PooledHub::hub).toList();
    }

    // ---- spawning

    /**
     * Starts a greenlet on one of the hubs. Waits for room if there is a limit. A failure is reported on that hub.
     *
     * @throws IllegalStateException if the pool is closed
     */
    @Override
    public <V extends @Nullable Object> Greenlet<V> spawn(Callable<V> body) {
        return spawn(body, false);
    }

    /** Starts a greenlet on one of the hubs. A failure is kept for the result, but not reported. */
    @Override
    public <V extends @Nullable Object> Greenlet<V> spawnQuietly(Callable<V> body) {
        return spawn(body, true);
    }

    private <V extends @Nullable Object> Greenlet<V> spawn(Callable<V> body, boolean quiet) {
        Objects.requireNonNull(body, "body");
        PooledHub hub = takeRoom(null);
        Greenlet<V> greenlet = quiet ? Greenlet.quiet(hub.hub(), body) : new Greenlet<>(hub.hub(), body);
        begin(greenlet, hub);
        return greenlet;
    }

    /**
     * Starts a greenlet that belongs to one of the hubs, because a greenlet of the pool made it.
     *
     * @throws IllegalArgumentException if the greenlet belongs to another hub: it could run only there
     * @throws IllegalStateException if the pool is closed
     */
    @Override
    public void start(Greenlet<?> greenlet) {
        PooledHub home = hubs.stream().filter(hub -> hub.hub() == greenlet.hub()).findFirst().orElseThrow(
                () -> new IllegalArgumentException(greenlet + " is of " + greenlet.hub() + ", not of " + this));
        begin(greenlet, takeRoom(home));
    }

    private void begin(Greenlet<?> greenlet, PooledHub hub) {
        if (!members.enter(greenlet)) {
            giveRoom(hub);
            return;
        }
        Wakeup<Waitable> leave = _ -> giveRoom(hub);
        greenlet.rawlink(leave);
        try {
            members.startMember(greenlet);
        } catch (Throwable neverRuns) {
            greenlet.unlink(leave);
            giveRoom(hub);
            throw neverRuns;
        }
    }

    /** Takes room on {@code wanted}; null for the hub that has the least to do, chosen after the wait for room. */
    private PooledHub takeRoom(@Nullable PooledHub wanted) {
        if (!room.tryAcquire()) {
            try (KeepAlive _ = KeepAlive.here()) {
                room.acquire();
            }
        }
        try (PinnedLock _ = lock.hold()) {
            if (!closed) {
                return choose(wanted);
            }
        }
        room.release();
        throw new IllegalStateException(this + " is closed");
    }

    /** Called with the lock held. */
    private PooledHub choose(@Nullable PooledHub wanted) {
        PooledHub hub = wanted != null ? wanted : Collections.min(hubs, Comparator.comparingInt(one -> one.load));
        hub.load++;
        unfinished++;
        none.clear();
        return hub;
    }

    private void giveRoom(PooledHub hub) {
        try (PinnedLock _ = lock.hold()) {
            hub.load--;
            noteEnd();
        }
        // Last: the spawner that gets the room looks for the hub that has it.
        room.release();
        backlog.serve();
    }

    /** Called with the lock held. */
    private void noteEnd() {
        if (--unfinished == 0) {
            none.set();
        }
    }

    // ---- handing over

    /**
     * Returns the pool as a JDK executor; each task is a greenlet on one of the hubs. Any number of threads may hand
     * tasks over. None of them waits for room or gets a hub: what does not fit in begins later, in its order. Waiting
     * for a result or for termination lets other greenlets run. A pool may have several such views. Shutting a view
     * down affects the tasks submitted through it, not the pool; {@code shutdownNow} kills them with a
     * {@link GreenletExit}.
     */
    public ExecutorService asExecutorService() {
        return new ExecutorView<>(this, null, this::handOver, (now, running) -> {
            if (now) {
                running.forEach(task -> task.kill(new GreenletExit("its executor is shut down")));
            }
            return List.of();
        });
    }

    private HandedOver handOver(Runnable task) {
        HandedOver handedOver = new HandedOver(task);
        try (PinnedLock _ = lock.hold()) {
            if (closed) {
                throw new RejectedExecutionException(toString() + " is closed");
            }
            unfinished++;
            none.clear();
        }
        handedOver.rawlink((Wakeup<Waitable>) _ -> {
            try (PinnedLock _ = lock.hold()) {
                noteEnd();
            }
        });
        backlog.add(handedOver);
        return handedOver;
    }

    /** Begins a task with the room that was taken for it. */
    private void begin(HandedOver task) {
        PooledHub hub;
        try (PinnedLock _ = lock.hold()) {
            hub = choose(null);
        }
        Greenlet<?> greenlet = task.greenlet(hub.hub());
        try {
            begin(greenlet, hub);
        } catch (Throwable neverRuns) {
            greenlet.kill(neverRuns, false, null);      // those that wait for the task are told
        }
    }

    // ---- mapping

    /** The current hub; on a thread without one, a hub of the pool. */
    @Override
    public Hub hub() {
        Hub current = Hub.getIfExists();
        return current != null ? current : hubs.getFirst().hub();
    }

    /** Whether the current greenlet was spawned here. */
    @Override
    public boolean isMember() {
        return members.isMember();
    }

    /**
     * Runs {@code body} on one of the hubs and waits for its result. In a greenlet of the pool, {@code body} runs
     * directly in that greenlet.
     */
    @Override
    public <V extends @Nullable Object> V apply(Callable<V> body) {
        if (isMember()) {
            return Mapping.super.apply(body);
        }
        Greenlet<V> call = spawnQuietly(body);
        try {
            call.join();
        } catch (Throwable thrownIn) {
            call.kill();
            throw thrownIn;
        }
        return call.get();
    }

    @Override
    public <A, V extends @Nullable Object> Results<V> imap(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things, int maxsize) {
        return new Results<>(this, function, things, maxsize, true, new Group());
    }

    @Override
    public <A, V extends @Nullable Object> Results<V> imapUnordered(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things, int maxsize) {
        return new Results<>(this, function, things, maxsize, false, new Group());
    }

    // ---- the end

    /** The number of greenlets that were spawned here and have not ended. */
    public int size() {
        return members.size();
    }

    /** Waits until all greenlets have ended, including those that they spawn meanwhile. */
    public void join() {
        join((Duration) null);
    }

    /**
     * Waits until all greenlets have ended, or until the timeout expires.
     *
     * @param timeout null for none
     * @return whether all greenlets have ended
     */
    public boolean join(@Nullable Duration timeout) {
        try (KeepAlive _ = KeepAlive.here()) {
            return none.await(timeout);
        }
    }

    /** As {@link #join(Duration)}, in seconds. */
    public boolean join(double seconds) {
        return join(Loop.duration(seconds));
    }

    /**
     * Waits until all greenlets have ended, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @return whether all greenlets have ended
     */
    public boolean join(Timeout timeout) {
        return timeout.within(() -> join((Duration) null), () -> false);
    }

    /** Kills all greenlets with a {@link GreenletExit}, and waits until they have ended. The pool stays open. */
    public void kill() {
        kill(new GreenletExit(), true, null);
    }

    /** Throws {@code exception} into all greenlets; see {@link Group#kill(Throwable, boolean, Duration)}. */
    public void kill(Throwable exception, boolean block, @Nullable Duration timeout) {
        backlog.clear().forEach(task -> task.kill(exception));
        members.kill(exception, block, timeout);
    }

    /** As {@link #kill(Throwable, boolean, Duration)}, in seconds. */
    public void kill(Throwable exception, boolean block, double seconds) {
        kill(exception, block, Loop.duration(seconds));
    }

    /**
     * Waits until all greenlets have ended, including those that they spawn meanwhile. Then closes the hubs and ends
     * their threads. If the greenlet that made the pool was killed meanwhile, or is in a {@link Timeout} that has
     * expired, all greenlets are killed first. An exception thrown into it during the wait here also kills them, and is
     * thrown when they have ended. Idempotent.
     *
     * @throws IllegalStateException in a greenlet of the pool, which would wait for itself
     */
    @Override
    public void close() {
        if (isMember()) {
            throw new IllegalStateException(this + " cannot be closed by one of its own greenlets");
        }
        if (scope.isKilled()) {
            cancel();
        }
        Throwable thrownIn = Scope.awaitEnd(this::closeIfNone, this::join, this::cancel);
        hubs.forEach(PooledHub::stop);
        for (PooledHub hub : hubs) {
            Throwable later = Scope.awaitEnd(hub::hasEnded, hub::join, () -> { });
            thrownIn = later != null ? later : thrownIn;
        }
        Scope.rethrow(thrownIn);
    }

    private boolean closeIfNone() {
        try (PinnedLock _ = lock.hold()) {
            closed |= unfinished == 0;
            return unfinished == 0;
        }
    }

    private void cancel() {
        try (PinnedLock _ = lock.hold()) {
            closed = true;
        }
        kill(new GreenletExit("its pool is closed"), false, null);
    }

    @Override
    public String toString() {
        return "<HubPool of " + size() + " on " + hubs.size() + " hubs>";
    }
}
