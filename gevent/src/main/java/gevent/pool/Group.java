package gevent.pool;

import gevent.Gevent;
import gevent.Greenlet;
import gevent.Spawner;
import gevent.Timeout;
import gevent.Waitable;
import gevent.event.Event;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Loop;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import gevent.hub.Wakeup;
import greenlet.GreenletExit;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Greenlets that are waited for and killed together. A member leaves the group when it ends.
 *
 * <pre>{@code
 * Group group = new Group();
 * group.spawn(this::download, a);
 * group.spawn(this::download, b);
 * group.join();
 * }</pre>
 *
 * <p>{@link Mapping} provides {@code map} and related methods. What is handed over to the group, by any thread, runs on
 * the hub of the thread that made the group. Thread-safe. gevent: {@code gevent.pool.Group}.
 */
public class Group implements Spawner, Mapping, Iterable<Greenlet<?>> {
    private final Home home = new Home();
    private final PinnedLock lock = new PinnedLock();
    private final Set<Greenlet<?>> members = new LinkedHashSet<>();   // guarded by lock
    private final Map<Greenlet<?>, Integer> coming = new LinkedHashMap<>();   // number of each; guarded by lock
    private final Set<Greenlet<?>> dying = Collections.newSetFromMap(new WeakHashMap<>());     // guarded by lock
    private int strangers;                      // members of other hubs, and coming from there; guarded by lock
    private final Event empty = new Event();                         // no members and none coming; changed under lock
    @SuppressWarnings("UnnecessaryLambda")      // the same object for rawlink and unlink
    private final Wakeup<Waitable> leave = ended -> discard((Greenlet<?>) ended);

    /** Creates an empty group. */
    public Group() {
        empty.set();
    }

    /** Creates a group of some greenlets. */
    @SuppressWarnings("this-escape")      // escapes to the links of the members, which may have to wait
    public Group(Collection<? extends Greenlet<?>> members) {
        this();
        for (Greenlet<?> member : Objects.requireNonNull(members, "members")) {
            enter(member);
        }
    }

    // ---- members

    /** Makes {@code greenlet} a member until it ends. Does not start it. */
    public void add(Greenlet<?> greenlet) {
        enter(greenlet);
    }

    /** Adds a member. Returns false if {@code greenlet} was a member already. */
    final boolean enter(Greenlet<?> greenlet) {
        boolean entered = admit(greenlet);
        if (entered) {
            removeAtEnd(greenlet);
        }
        return entered;
    }

    /** Adds a member, which {@link #removeAtEnd} must follow; runs no links. Returns false if it was one already. */
    final boolean admit(Greenlet<?> greenlet) {
        try (PinnedLock _ = lock.hold()) {
            if (!members.add(Objects.requireNonNull(greenlet, "greenlet"))) {
                return false;
            }
            strangers += home.is(greenlet.hub()) ? 0 : 1;
            empty.clear();
        }
        return true;
    }

    final void removeAtEnd(Greenlet<?> greenlet) {
        greenlet.rawlink(leave);
    }

    /** Removes {@code greenlet} from the group. The greenlet runs on. */
    public final void discard(Greenlet<?> greenlet) {
        try (PinnedLock _ = lock.hold()) {
            if (!members.remove(greenlet)) {
                return;
            }
            dying.remove(greenlet);
            strangers -= home.is(greenlet.hub()) ? 0 : 1;
            noteIfEmpty();
        }
        greenlet.unlink(leave);
        onRemoved(greenlet);
    }

    /** Called after a member was removed. */
    void onRemoved(Greenlet<?> greenlet) {
    }

    /** The hub on which the group starts greenlets: that of the thread that made the group. */
    @Override
    public final Hub hub() {
        return home.hub();
    }

    @Override
    public final <V extends @Nullable Object> Greenlet<V> spawn(Callable<V> body) {
        Greenlet<V> greenlet = new Greenlet<>(hub(), body);
        start(greenlet);
        return greenlet;
    }

    /** Makes {@code greenlet} a member and starts it. */
    @Override
    public final void start(Greenlet<?> greenlet) {
        add(greenlet);
        startMember(greenlet);
    }

    final void startMember(Greenlet<?> greenlet) {
        try {
            greenlet.start();
        } catch (Throwable neverRuns) {
            // For example, its hub is closed: nothing could wait for its end.
            discard(greenlet);
            throw neverRuns;
        }
    }

    /** The number of members. */
    public final int size() {
        try (PinnedLock _ = lock.hold()) {
            return members.size();
        }
    }

    /** Whether {@code greenlet} is a member. */
    public final boolean contains(Greenlet<?> greenlet) {
        try (PinnedLock _ = lock.hold()) {
            return members.contains(greenlet);
        }
    }

    /** The current members, in the order in which they came. */
    public final List<Greenlet<?>> members() {
        try (PinnedLock _ = lock.hold()) {
            return List.copyOf(members);
        }
    }

    @Override
    public final Iterator<Greenlet<?>> iterator() {
        return members().iterator();
    }

    // ---- waiting for them

    /** Waits until the group has no members. */
    public final void join() {
        awaitEmpty(null);
    }

    /**
     * Waits until the group has no members, or until the timeout expires.
     *
     * @return whether the group had no members
     */
    public final boolean join(Duration timeout) {
        return awaitEmpty(timeout);
    }

    /** As {@link #join(Duration)}, in seconds. */
    public final boolean join(double seconds) {
        return join(Loop.duration(seconds));
    }

    /**
     * Waits until the group has no members, or until {@code timeout} expires; see {@link Timeout#within}.
     *
     * @return whether the group had no members
     */
    public final boolean join(Timeout timeout) {
        return timeout.within(() -> awaitEmpty(null), () -> false);
    }

    private boolean awaitEmpty(@Nullable Duration timeout) {
        return awaitMembers(() -> empty.await(timeout));
    }

    /** Waits for something that members do. The current hub does not give up while members are on other hubs. */
    final <T extends @Nullable Object> T awaitMembers(Supplier<T> wait) {
        try (KeepAlive _ = KeepAlive.hereUnlessOn(hasStrangers() ? null : home.thread())) {
            return wait.get();
        }
    }

    private boolean hasStrangers() {
        try (PinnedLock _ = lock.hold()) {
            return strangers > 0;
        }
    }

    /** Whether the current thread is another one than that of the group's hub. */
    final boolean isElsewhere() {
        return !home.isHere();
    }

    /**
     * Counts a greenlet that may have to wait before it becomes a member.
     *
     * @param fromElsewhere whether it comes from another thread
     */
    final void expect(Greenlet<?> greenlet, boolean fromElsewhere) {
        try (PinnedLock _ = lock.hold()) {
            coming.merge(greenlet, 1, Integer::sum);
            strangers += fromElsewhere ? 1 : 0;
            empty.clear();
        }
    }

    /** Undoes one {@link #expect}. */
    final void expectNoLonger(Greenlet<?> greenlet, boolean fromElsewhere) {
        try (PinnedLock _ = lock.hold()) {
            strangers -= fromElsewhere ? 1 : 0;
            coming.computeIfPresent(greenlet, (_, count) -> count == 1 ? null : count - 1);
            noteIfEmpty();
        }
    }

    /** Called with the lock held. */
    private void noteIfEmpty() {
        if (members.isEmpty() && coming.isEmpty()) {
            empty.set();
        }
    }

    /** The members, and the greenlets that wait to become members and have not ended. */
    private List<Greenlet<?>> present() {
        try (PinnedLock _ = lock.hold()) {
            Set<Greenlet<?>> all = new LinkedHashSet<>(members);
            coming.keySet().stream().filter(greenlet -> !greenlet.isReady()).forEach(all::add);
            return List.copyOf(all);
        }
    }

    /**
     * Waits until the group has no members, or until the timeout expires.
     *
     * @param timeout null for none
     * @param raiseError whether to throw the first failure of those that are members now
     * @return whether the group had no members
     */
    public final boolean join(@Nullable Duration timeout, boolean raiseError) {
        List<Greenlet<?>> now = raiseError ? members() : List.of();
        boolean done = awaitEmpty(timeout);
        now.stream().filter(member -> member.exception() != null).findFirst().ifPresent(Greenlet::get);
        return done;
    }

    /** As {@link #join(Duration, boolean)}, in seconds. */
    public final boolean join(double seconds, boolean raiseError) {
        return join(Loop.duration(seconds), raiseError);
    }

    // ---- killing them

    /**
     * Kills all members with a {@link GreenletExit}, including greenlets that wait for room or come meanwhile. Waits
     * until the group has no members.
     */
    public final void kill() {
        kill(new GreenletExit(), true, null);
    }

    /**
     * Throws {@code exception} into each member, including greenlets that wait for room or come meanwhile. The group
     * throws into a member only once, however often it kills, so that the member can clean up.
     *
     * @param exception is thrown in each
     * @param block whether to wait until the group has no members
     * @param timeout limit for that wait; null for none. Its expiry is not an error.
     */
    public final void kill(Throwable exception, boolean block, @Nullable Duration timeout) {
        Objects.requireNonNull(exception, "exception");
        Loop.checkLimit(timeout, "timeout");
        Gevent.withTimeout(timeout, () -> {
            for (List<Greenlet<?>> left = present(); !left.isEmpty(); left = present()) {
                Gevent.killall(left.stream().filter(this::isFirstKill).toList(), exception, false, null);
                if (!block) {
                    return null;
                }
                Gevent.joinall(left);
            }
            return null;
        }, null);
    }

    /** As {@link #kill(Throwable, boolean, Duration)}, in seconds. */
    public final void kill(Throwable exception, boolean block, double seconds) {
        kill(exception, block, Loop.duration(seconds));
    }

    /** Kills one member with a {@link GreenletExit}, and waits until it has ended. */
    public final void killone(Greenlet<?> greenlet) {
        killone(greenlet, new GreenletExit(), true, null);
    }

    /** Whether the group has not killed {@code greenlet} yet. gevent: {@code dying}. */
    private boolean isFirstKill(Greenlet<?> greenlet) {
        try (PinnedLock _ = lock.hold()) {
            return dying.add(greenlet);
        }
    }

    /** Throws {@code exception} into {@code greenlet}, if it is a member and the group has not killed it yet. */
    public final void killone(Greenlet<?> greenlet, Throwable exception, boolean block, @Nullable Duration timeout) {
        Objects.requireNonNull(exception, "exception");
        Loop.checkLimit(timeout, "timeout");
        if (!contains(greenlet)) {
            return;
        }
        if (isFirstKill(greenlet)) {
            greenlet.kill(exception, block, timeout);
        } else if (block) {
            Gevent.joinall(List.of(greenlet), timeout);
        }
    }

    /** As {@link #killone(Greenlet, Throwable, boolean, Duration)}, in seconds. */
    public final void killone(Greenlet<?> greenlet, Throwable exception, boolean block, double seconds) {
        killone(greenlet, exception, block, Loop.duration(seconds));
    }

    /** Whether the current greenlet is a member. */
    @Override
    public final boolean isMember() {
        return Strand.current() instanceof Greenlet<?> current && contains(current);
    }

    /**
     * Returns the group as a JDK executor; each task is a greenlet of the group. Waiting for a result or for
     * termination lets other greenlets run. A group may have several such views. Shutting a view down affects the tasks
     * submitted through it, not the group; {@code shutdownNow} kills them with a {@link GreenletExit}.
     */
    public final ExecutorService asExecutorService() {
        hub();      // must exist before another thread hands a task over
        return new ExecutorView<>(this, home.thread(), this::startTask, (now, running) -> {
            if (now) {
                GreenletExit exit = new GreenletExit("its executor is shut down");
                running.forEach(task -> killone(task, exit, false, null));
            }
            return List.of();
        });
    }

    private Greenlet<?> startTask(Runnable task) {
        Greenlet<?> greenlet = new Greenlet<>(hub(), Executors.callable(task));
        startSoon(greenlet);
        return greenlet;
    }

    /** Makes {@code greenlet} a member and starts it as soon as there is room. Never waits. */
    void startSoon(Greenlet<?> greenlet) {
        start(greenlet);
    }

    /** {@inheritDoc} The body counts as a member from now on: {@link #join()} waits for it. */
    @Override
    public final <V extends @Nullable Object> Greenlet<V> applyAsync(
            Callable<V> body, @Nullable Consumer<? super V> callback) {
        Greenlet<V> call = new Greenlet<>(hub(), body);
        if (callback != null) {
            call.linkValue(done -> callback.accept(done.value()));
        }
        startSoon(call);
        return call;
    }

    // ---- room

    /** Whether there is no room for one more member. A plain group always has room. */
    public boolean isFull() {
        return false;
    }

    /**
     * Waits until there is room for one more member. A plain group always has room.
     *
     * @return how many more members may enter
     */
    public int waitAvailable(@Nullable Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        return 1;
    }

    /** As {@link #waitAvailable(Duration)}, in seconds. */
    public final int waitAvailable(double seconds) {
        return waitAvailable(Loop.duration(seconds));
    }

    @Override
    public String toString() {
        return "<" + getClass().getSimpleName() + " of " + size() + ">";
    }
}
