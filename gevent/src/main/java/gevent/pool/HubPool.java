package gevent.pool;

import gevent.Function1;
import gevent.Greenlet;
import gevent.Timeout;
import gevent.Waitable;
import gevent.event.Event;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Several hubs, each on a platform thread of its own: greenlets on all cores. What is spawned here runs on the hub that
 * has the least to do, and stays there; greenlets of one hub take turns, those of two hubs run at the same time.
 *
 * <pre>{@code
 * try (HubPool pool = new HubPool()) {                                   // a hub for each core
 *     List<String> pages = pool.map(this::fetch, urls);                  // in the order of the urls
 *     for (Digest digest : pool.imap(this::digest, files)) { … }         // as they come, in order
 * }                                                                      // all have ended, and the threads, too
 * }</pre>
 *
 * <p>Results and failures come to whoever waits, on whichever thread that is; meanwhile its own hub goes on. Who is
 * killed while it waits in {@code map}, {@code imap} or {@code apply}, or finds there that one has failed, takes the
 * others of the call with it: they have ended when the exception surfaces. What greenlets of several hubs share has to
 * be made for threads: events, queues, locks and results of gevent4j are, and so is what the JDK calls concurrent.
 *
 * <p>A hub that a greenlet keeps by computing without a pause keeps its other greenlets waiting; with a limit of one or
 * few for each hub, what has not begun goes where there is room first. Any thread may use a pool. aiomultiprocess:
 * {@code Pool}; gevent has none, its processes are forked by hand.
 */
public final class HubPool implements Mapping, AutoCloseable {
    private static final AtomicInteger POOLS = new AtomicInteger();

    private final PinnedLock lock = new PinnedLock();
    private final List<PooledHub> hubs;
    private final Group members = new Group();
    private final Semaphore room;               // null for no limit
    private final ScopeOwner owner = new ScopeOwner();
    private final Event none = new Event();     // changed under lock
    private int unfinished;                     // and those about to be; guarded by lock
    private boolean closed;                     // takes no more; guarded by lock

    /** One with a hub for each core. */
    public HubPool() {
        this(Runtime.getRuntime().availableProcessors());
    }

    /** @param hubs how many, one or more */
    public HubPool(int hubs) {
        this(hubs, 0);
    }

    /**
     * One with a limit: who spawns more than it allows waits until one has ended.
     *
     * @param hubs how many, one or more
     * @param perHub how many greenlets there may be for each hub, all hubs taken together; zero for no limit
     */
    public HubPool(int hubs, int perHub) {
        if (hubs < 1) {
            throw new IllegalArgumentException("hubs: " + hubs + " is less than one");
        }
        if (perHub < 0) {
            throw new IllegalArgumentException("perHub: " + perHub + " is negative");
        }
        String name = "gevent-hubs-" + POOLS.incrementAndGet() + "-";
        this.room = perHub == 0 ? null : new Semaphore(Math.multiplyExact(hubs, perHub));
        this.none.set();
        this.hubs = IntStream.rangeClosed(1, hubs).mapToObj(i -> new PooledHub(name + i)).toList();
        try {
            this.hubs.forEach(PooledHub::hub);
        } catch (Throwable notStarted) {
            this.hubs.forEach(PooledHub::stop);
            throw notStarted;
        }
    }

    /** Its hubs, in no order that means anything. */
    public List<Hub> hubs() {
        return hubs.stream().map(PooledHub::hub).toList();
    }

    // ---- spawning

    /**
     * A started greenlet on one of the hubs; waits for room if there is a limit. A failure is reported there.
     *
     * @throws IllegalStateException if the pool is closed
     */
    @Override
    public <V> Greenlet<V> spawn(Callable<V> body) {
        return spawn(body, false);
    }

    /** The same; a failure is kept for the result, but not reported. */
    @Override
    public <V> Greenlet<V> spawnQuietly(Callable<V> body) {
        return spawn(body, true);
    }

    private <V> Greenlet<V> spawn(Callable<V> body, boolean quiet) {
        Objects.requireNonNull(body, "body");
        PooledHub hub = takeRoom(null);
        Greenlet<V> greenlet = quiet ? Greenlet.quiet(hub.hub(), body) : new Greenlet<>(hub.hub(), body);
        begin(greenlet, hub);
        return greenlet;
    }

    /**
     * Starts a greenlet here that is of one of the hubs, since it was made by a greenlet of the pool.
     *
     * @throws IllegalArgumentException if it is of another: it could run only there
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

    /** @param wanted null for the hub that has the least to do; who waits for room learns which only then */
    private PooledHub takeRoom(PooledHub wanted) {
        if (room != null && !room.tryAcquire()) {
            try (KeepAlive _ = KeepAlive.here()) {
                room.acquire();
            }
        }
        try (PinnedLock _ = lock.hold()) {
            if (!closed) {
                PooledHub hub = wanted != null ? wanted
                        : Collections.min(hubs, Comparator.comparingInt(one -> one.load));
                hub.load++;
                unfinished++;
                none.clear();
                return hub;
            }
        }
        if (room != null) {
            room.release();
        }
        throw new IllegalStateException(this + " is closed");
    }

    private void giveRoom(PooledHub hub) {
        try (PinnedLock _ = lock.hold()) {
            hub.load--;
            if (--unfinished == 0) {
                none.set();
            }
        }
        // Who gets it looks for the hub that has it.
        if (room != null) {
            room.release();
        }
    }

    // ---- mapping

    /** Whether the current greenlet was spawned here. */
    @Override
    public boolean isMember() {
        return members.isMember();
    }

    /** Runs {@code body} on one of the hubs and waits for its result; in a greenlet of the pool it runs right there. */
    @Override
    public <V> V apply(Callable<V> body) {
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
    public <A, V> Results<V> imap(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things, int maxsize) {
        return new Results<>(this, function, things, maxsize, true, new Group());
    }

    @Override
    public <A, V> Results<V> imapUnordered(
            Function1<? super A, ? extends V> function, Iterable<? extends A> things, int maxsize) {
        return new Results<>(this, function, things, maxsize, false, new Group());
    }

    // ---- the end

    /** How many greenlets were spawned here and have not ended. */
    public int size() {
        return members.size();
    }

    /** Waits until all have ended, those that they spawn meanwhile, too. */
    public void join() {
        join((Duration) null);
    }

    /** The same, or until the time is up. @param timeout null for none @return whether all have ended */
    public boolean join(Duration timeout) {
        try (KeepAlive _ = KeepAlive.here()) {
            return none.await(timeout);
        }
    }

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @return whether all have ended */
    public boolean join(Timeout timeout) {
        return timeout.within(() -> join((Duration) null), () -> false);
    }

    /** Tells all to exit, and waits until they have; the pool goes on. */
    public void kill() {
        kill(new GreenletExit(), true, null);
    }

    /** Throws into all; see {@link Group#kill(Throwable, boolean, Duration)}. */
    public void kill(Throwable exception, boolean block, Duration timeout) {
        members.kill(exception, block, timeout);
    }

    /**
     * Waits until all have ended, those that they spawn meanwhile, too; then closes the hubs and ends their threads.
     * If the greenlet that made the pool comes here because of what was thrown into it, a kill or a {@link Timeout},
     * all are killed first; so they are when it is thrown into while it waits here, which surfaces when they have
     * ended. Idempotent.
     *
     * @throws IllegalStateException in a greenlet of the pool, which would wait for itself
     */
    @Override
    public void close() {
        if (isMember()) {
            throw new IllegalStateException(this + " cannot be closed by one of its own greenlets");
        }
        if (owner.wasThrownInto()) {
            cancel();
        }
        Throwable thrownIn = null;
        while (!closeIfNone()) {
            try {
                join();
            } catch (Throwable t) {
                thrownIn = t;
                cancel();
            }
        }
        hubs.forEach(PooledHub::stop);
        for (PooledHub hub : hubs) {
            while (!hub.hasEnded()) {
                try {
                    hub.join();
                } catch (Throwable t) {
                    thrownIn = t;
                }
            }
        }
        ScopeOwner.rethrow(thrownIn);
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
        members.kill(new GreenletExit("its pool is closed"), false, null);
    }

    @Override
    public String toString() {
        return "<HubPool of " + size() + " on " + hubs.size() + " hubs>";
    }
}
