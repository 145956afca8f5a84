package gevent.pool;

import gevent.Greenlet;
import gevent.Waitable;
import gevent.hub.HubDestroyed;
import gevent.hub.Loop;
import gevent.hub.Wakeup;
import gevent.lock.Semaphore;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Group} with a limit: a spawn into a full pool waits until a member has ended.
 *
 * <pre>{@code
 * Pool pool = new Pool(10);
 * for (String url : urls) {
 *     pool.spawn(this::download, url);          // never more than ten at once
 * }
 * pool.join();
 * }</pre>
 *
 * <p>Thread-safe. gevent: {@code gevent.pool.Pool}.
 */
public final class Pool extends Group {
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private final int size;
    private final Semaphore room;
    private final Backlog<Greenlet<?>> backlog;

    /** Creates a pool without a limit: a {@link Group} where a pool is wanted. */
    public Pool() {
        this(UNLIMITED);
    }

    /**
     * Creates a pool.
     *
     * @param size the most members it may have, one or more
     */
    public Pool(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("size: " + size + " leaves no room for any greenlet."
                    + " new Pool(1) runs one at a time, new Pool() has no limit");
        }
        this.size = size;
        this.room = new Semaphore(size);
        this.backlog = new Backlog<>(room, Greenlet::isReady, this::begin);
    }

    /** The most members that the pool may have; {@link Integer#MAX_VALUE} if there is no limit. */
    public int limit() {
        return size;
    }

    /** Makes {@code greenlet} a member. Waits for room. */
    @Override
    public void add(Greenlet<?> greenlet) {
        add(greenlet, true, null);
    }

    /**
     * Makes {@code greenlet} a member.
     *
     * @param block whether to wait for room
     * @param timeout limit for that wait; null for none
     * @throws PoolFull if there is no room
     */
    public void add(Greenlet<?> greenlet, boolean block, @Nullable Duration timeout) {
        Objects.requireNonNull(greenlet, "greenlet");
        Loop.checkLimit(timeout, "timeout");
        if (room.tryAcquire()) {
            addWithRoom(greenlet);
            return;
        }
        boolean fromElsewhere = isElsewhere();
        expect(greenlet, fromElsewhere);
        try {
            if (!(block && awaitMembers(() -> room.acquire(timeout)))) {
                throw new PoolFull(this + " is full");
            }
            addWithRoom(greenlet);
        } finally {
            expectNoLonger(greenlet, fromElsewhere);
        }
    }

    /** As {@link #add(Greenlet, boolean, Duration)}, in seconds. */
    public void add(Greenlet<?> greenlet, boolean block, double seconds) {
        add(greenlet, block, Loop.duration(seconds));
    }

    private void addWithRoom(Greenlet<?> greenlet) {
        if (!enter(greenlet)) {
            giveRoom();
        }
    }

    private void giveRoom() {
        room.release();
        backlog.serve();
    }

    /** Makes {@code greenlet} a member and starts it; see {@link #add(Greenlet, boolean, Duration)}. */
    public void start(Greenlet<?> greenlet, boolean block, @Nullable Duration timeout) {
        add(greenlet, block, timeout);
        startMember(greenlet);
    }

    /** As {@link #start(Greenlet, boolean, Duration)}, in seconds. */
    public void start(Greenlet<?> greenlet, boolean block, double seconds) {
        start(greenlet, block, Loop.duration(seconds));
    }

    @Override
    void onRemoved(Greenlet<?> greenlet) {
        giveRoom();
    }

    /** If the pool is full, {@code greenlet} waits for room, without a thread. */
    @Override
    void startSoon(Greenlet<?> greenlet) {
        expect(greenlet, false);
        greenlet.rawlink((Wakeup<Waitable>) _ -> expectNoLonger(greenlet, false));
        backlog.add(greenlet);
    }

    private void begin(Greenlet<?> greenlet) {
        try {
            addWithRoom(greenlet);
            startMember(greenlet);
        } catch (HubDestroyed closed) {
            greenlet.kill(new GreenletExit("its hub is closed"), false, null);
        } catch (Throwable neverRuns) {
            // For example, there is no memory for a thread: those that wait for it are told.
            greenlet.kill(neverRuns, false, null);
        }
    }

    @Override
    public boolean isFull() {
        return freeCount() <= 0;
    }

    /** The number of greenlets that wait for room. */
    int waiting() {
        return room.linkCount();
    }

    /** How many more members may enter now. */
    public int freeCount() {
        return Math.max(0, room.counter());
    }

    /**
     * Waits until there is room for one more member, or until the timeout expires.
     *
     * @return how many more members may enter
     */
    @Override
    public int waitAvailable(@Nullable Duration timeout) {
        return awaitMembers(() -> room.await(timeout));
    }

    @Override
    public String toString() {
        return "<Pool of " + size() + (size == UNLIMITED ? ">" : "/" + size + ">");
    }
}
