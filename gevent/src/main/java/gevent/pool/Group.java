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
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

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
 * <p>{@link Mapping} brings {@code map} and its kin. Any thread may use it. gevent: {@code gevent.pool.Group}.
 */
public class Group implements Spawner, Mapping, Iterable<Greenlet<?>> {
    private final PinnedLock lock = new PinnedLock();
    private final Set<Greenlet<?>> members = new LinkedHashSet<>();   // guarded by lock
    private final Map<Greenlet<?>, Integer> coming = new LinkedHashMap<>();   // how often each; guarded by lock
    private final Map<Hub, Integer> present = new HashMap<>();        // how many, those that come, too; guarded by lock
    private final Map<Hub, Waits> waits = new HashMap<>();            // guarded by lock
    private final Event empty = new Event();                         // changed under lock
    private final Wakeup<Waitable> leave = ended -> discard((Greenlet<?>) ended);

    /** An empty one. */
    public Group() {
        empty.set();
    }

    /** One of some greenlets. */
    @SuppressWarnings("this-escape")      // to the links of the members, which may have to wait
    public Group(Collection<? extends Greenlet<?>> members) {
        this();
        for (Greenlet<?> member : Objects.requireNonNull(members, "members")) {
            enter(member);
        }
    }

    // ---- members

    /** Makes {@code greenlet} a member, until it ends; starts nothing. */
    public void add(Greenlet<?> greenlet) {
        enter(greenlet);
    }

    /** @return false if it was a member already */
    final boolean enter(Greenlet<?> greenlet) {
        try (PinnedLock _ = lock.hold()) {
            if (!members.add(Objects.requireNonNull(greenlet, "greenlet"))) {
                return false;
            }
            onPresent(greenlet);
            empty.clear();
        }
        greenlet.rawlink(leave);
        return true;
    }

    /** Takes {@code greenlet} out of the group; it runs on. */
    public final void discard(Greenlet<?> greenlet) {
        try (PinnedLock _ = lock.hold()) {
            if (!members.remove(greenlet)) {
                return;
            }
            onAbsent(greenlet);
            if (members.isEmpty()) {
                empty.set();
            }
        }
        greenlet.unlink(leave);
        onRemoved(greenlet);
    }

    /** One member less. */
    void onRemoved(Greenlet<?> greenlet) {
    }

    /** Makes {@code greenlet} a member, and starts it. */
    @Override
    public final void start(Greenlet<?> greenlet) {
        add(greenlet);
        startMember(greenlet);
    }

    final void startMember(Greenlet<?> greenlet) {
        try {
            greenlet.start();
        } catch (Throwable neverRuns) {
            // Its hub is closed, say: nobody could wait for its end.
            discard(greenlet);
            throw neverRuns;
        }
    }

    /** How many members there are. */
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

    /** The members there are now, in the order in which they came. */
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

    /** Waits until there is no member. */
    public final void join() {
        awaitEmpty(null);
    }

    /** Waits until there is no member, or the time is up. @return whether there was none */
    public final boolean join(Duration timeout) {
        return awaitEmpty(timeout);
    }

    /** The same under a timeout of the caller's, see {@link Timeout#within}. @return whether there was none */
    public final boolean join(Timeout timeout) {
        return timeout.within(() -> awaitEmpty(null), () -> false);
    }

    private boolean awaitEmpty(Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        return awaitMembers(() -> empty.await(timeout));
    }

    /** Waits for what members do; the current hub does not give up while some are on others, or come from there. */
    final <T> T awaitMembers(Supplier<T> wait) {
        Hub hub = Strand.current().hub();
        if (hub == null) {
            return wait.get();
        }
        Waits here;
        try (PinnedLock _ = lock.hold()) {
            here = waits.computeIfAbsent(hub, Waits::new);
            here.count++;
            if (present.size() > (present.containsKey(hub) ? 1 : 0)) {
                here.keepAlive();
            }
        }
        try {
            return wait.get();
        } finally {
            try (PinnedLock _ = lock.hold()) {
                if (--here.count == 0) {
                    waits.remove(hub);
                    here.letGo();
                }
            }
        }
    }

    /** The greenlets of one hub that wait for members. */
    private static final class Waits {
        final Hub hub;
        int count;              // guarded by the group's lock; changed on the hub's thread
        KeepAlive others;          // hub thread only; null unless it is to be kept from giving up

        Waits(Hub hub) {
            this.hub = hub;
        }

        void keepAlive() {
            if (count > 0 && others == null) {
                others = hub.keepAlive();
            }
        }

        void letGo() {
            if (others != null) {
                others.close();
            }
        }
    }

    /** One that is, or is about to be, a member; before it takes any room. Holding the lock. */
    private void onPresent(Greenlet<?> greenlet) {
        present.merge(greenlet.hub(), 1, Integer::sum);
        for (Waits waiting : waits.values()) {
            if (waiting.hub != greenlet.hub()) {
                waiting.hub.loop().execute(waiting::keepAlive);
            }
        }
    }

    private void onAbsent(Greenlet<?> greenlet) {
        present.computeIfPresent(greenlet.hub(), (_, count) -> count == 1 ? null : count - 1);
    }

    /** Runs {@code entering} for one that may have to wait before it becomes a member. */
    final void reserve(Greenlet<?> greenlet, Runnable entering) {
        try (PinnedLock _ = lock.hold()) {
            coming.merge(greenlet, 1, Integer::sum);
            onPresent(greenlet);
        }
        try {
            entering.run();
        } finally {
            try (PinnedLock _ = lock.hold()) {
                coming.computeIfPresent(greenlet, (_, count) -> count == 1 ? null : count - 1);
                onAbsent(greenlet);
            }
        }
    }

    /** The members, and those that wait to become one and have not ended. */
    private List<Greenlet<?>> present() {
        try (PinnedLock _ = lock.hold()) {
            Set<Greenlet<?>> all = new LinkedHashSet<>(members);
            coming.keySet().stream().filter(greenlet -> !greenlet.isReady()).forEach(all::add);
            return List.copyOf(all);
        }
    }

    /**
     * Waits until those that are members now have ended, or the time is up.
     *
     * @param timeout null for none
     * @param raiseError whether to throw the failure of the first that fails
     * @return whether all have ended
     */
    public final boolean join(Duration timeout, boolean raiseError) {
        List<Greenlet<?>> now = members();
        return Gevent.joinall(now, timeout, raiseError).size() == now.size();
    }

    // ---- killing them

    /**
     * Tells all to exit, those that wait for room, and those that come meanwhile; waits until there is no member.
     */
    public final void kill() {
        kill(new GreenletExit(), true, null);
    }

    /**
     * Throws into all, each once, into those that wait for room, and into those that come meanwhile.
     *
     * @param exception is thrown in each
     * @param block whether to wait until there is no member
     * @param timeout for that; null for none. It is no error if it is up first.
     */
    public final void kill(Throwable exception, boolean block, Duration timeout) {
        Objects.requireNonNull(exception, "exception");
        Loop.checkLimit(timeout, "timeout");
        Set<Greenlet<?>> dying = new LinkedHashSet<>();
        Gevent.withTimeout(timeout, () -> {
            for (List<Greenlet<?>> left; !(left = present()).isEmpty(); ) {
                List<Greenlet<?>> unhurt = left.stream().filter(dying::add).toList();
                Gevent.killall(unhurt, exception, false, null);
                if (!block) {
                    return null;
                }
                Gevent.joinall(left);
            }
            return null;
        }, null);
    }

    /** Tells one to exit, and waits until it has. */
    public final void killone(Greenlet<?> greenlet) {
        killone(greenlet, new GreenletExit(), true, null);
    }

    /** Throws into one, if it is a member. */
    public final void killone(Greenlet<?> greenlet, Throwable exception, boolean block, Duration timeout) {
        Objects.requireNonNull(exception, "exception");
        Loop.checkLimit(timeout, "timeout");
        if (contains(greenlet)) {
            greenlet.kill(exception, block, timeout);
        }
    }

    /** Whether the current greenlet is a member. */
    @Override
    public final boolean isMember() {
        return Strand.current() instanceof Greenlet<?> current && contains(current);
    }

    /**
     * The group as the JDK's libraries want one: each task is a greenlet of it. Waiting there, for a result or for the
     * end, lets others run. Shutting it down concerns the tasks that were handed to it, and not the group, of which
     * there may be several such views; {@code shutdownNow} tells them to exit by {@link GreenletExit}.
     */
    public final ExecutorService asExecutorService() {
        return new ExecutorView<>(this, this::startTask, (now, running) -> {
            if (now) {
                Gevent.killall(running, new GreenletExit("its executor is shut down"), false, null);
            }
            return List.of();
        });
    }

    private Greenlet<?> startTask(Runnable task) {
        return spawn(task::run);
    }

    // ---- room

    /** Whether it has no room for one more; a group always has. */
    public boolean isFull() {
        return false;
    }

    /** Waits until there is room for one more; a group always has it. @return how many more */
    public int waitAvailable(Duration timeout) {
        Loop.checkLimit(timeout, "timeout");
        return 1;
    }

    @Override
    public String toString() {
        return "<" + getClass().getSimpleName() + " of " + size() + ">";
    }
}
