package gevent.hub;

import gevent.internal.jdk.Pinned;
import gevent.internal.jdk.VirtualThreads;
import greenlet.GreenletExit;
import java.lang.ref.Reference;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A strand spawned on a hub: a virtual thread that this object schedules. Users meet its subclass
 * {@code gevent.Greenlet}; this class knows how to run, not what a result is.
 *
 * <pre>
 *   NEW --- start ---&gt; STARTED --- the loop runs its first slice ---&gt; body() --- returns ---&gt; DONE
 * </pre>
 *
 * <p>Each fiber is its own {@link Executor}: the JDK hands it the continuation to run next, and any code finds its
 * fiber through the scheduler of its virtual thread. Virtual threads that code in the fiber starts inherit this
 * executor; they are guests and run on the same hub.
 */
public abstract non-sealed class Fiber extends Strand implements Executor {
    private static final AtomicReferenceFieldUpdater<Fiber, @Nullable Thread> THREAD =
            AtomicReferenceFieldUpdater.newUpdater(Fiber.class, Thread.class, "thread");

    private volatile @Nullable Thread thread;    // null until prepared
    @SuppressWarnings("NullAway.Init")           // prepare sets it
    private Runnable continuation;               // written once, with thread, before the loop gets it
    private LiveFibers.@Nullable Entry entry;    // hub thread only; null unless in LiveFibers
    private volatile boolean pins;               // was found in a pinned wait and has not left it since; any thread
    private boolean queued;                      // hub thread only; waits for its first slice, not listed
    private final @Nullable Reference<Fiber> spawner = SpawnSite.here();

    /**
     * Makes a fiber.
     *
     * @param hub runs this fiber
     */
    protected Fiber(Hub hub) {
        super(hub);
    }

    /**
     * The fiber's code; runs on its own virtual thread. An exception that it throws is reported and goes no further.
     */
    protected abstract void body();

    @SuppressWarnings("NullAway")       // every fiber has one
    @Override
    public final Hub hub() {
        return super.hub();
    }

    @Override
    public final @Nullable Thread thread() {
        return thread;
    }

    /**
     * Makes the thread. It inherits what threads inherit ({@link InheritableThreadLocal}s, the context class loader)
     * from the current thread. Any thread, once.
     *
     * @param name of the thread; null for none
     * @return false if the thread was made before
     */
    protected final boolean prepare(@Nullable String name) {
        Thread made = VirtualThreads.newThread(this, name, this::run);
        if (!THREAD.compareAndSet(this, null, made)) {
            return false;
        }
        continuation = VirtualThreads.continuationOf(made);
        return true;
    }

    /** Lists this fiber among the hub's unfinished fibers; hub thread only. Parking lists a fiber, too. */
    protected final void register() {
        listed();
    }

    private LiveFibers.Entry listed() {
        LiveFibers.Entry own = entry;
        if (own == null) {
            unqueue();
            own = hub().live().add(this);
            entry = own;
        }
        return own;
    }

    /** Removes this fiber from the hub's unfinished fibers; hub thread only. */
    protected final void deregister() {
        if (entry != null) {
            hub().live().remove(entry);
            entry = null;
        } else {
            unqueue();
            hub().live().forget(this);
        }
    }

    /** The start of a fiber, as it waits in the loop when another thread has handed it over. */
    record Start(Fiber fiber, Runnable begin) implements Runnable {
        @Override
        public void run() {
            begin.run();
        }
    }

    /**
     * Runs {@code begin} on the hub's thread. Any thread.
     *
     * @return false if the hub is closed, and so never runs it
     */
    protected final boolean handOver(Runnable begin) {
        return hub().loop().runOrExecute(new Start(this, begin));
    }

    private void unqueue() {
        if (queued) {
            queued = false;
            hub().live().unqueue();
        }
    }

    /** Whether this fiber waits for its first slice without being listed; hub thread only. */
    final boolean isQueued() {
        return queued;
    }

    /** Whether this fiber was neither begun nor listed; hub thread only. */
    final boolean isUnrun() {
        return entry == null;
    }

    /** Queues the prepared fiber behind what is ready; hub thread only, once. */
    protected final void enqueue() {
        if (startThread()) {
            hub().loop().enqueue(continuation);
        }
    }

    /** Queues the prepared fiber right behind the callback that runs now; hub thread only, once. */
    protected final void enqueueNext() {
        if (startThread()) {
            hub().loop().wake(continuation);
        }
    }

    @SuppressWarnings("NullAway")       // a prepared fiber has a thread
    private boolean startThread() {
        boolean first = VirtualThreads.markStarted(thread);
        if (first) {
            if (entry == null) {
                queued = true;
                hub().live().queue();
            }
            hub().spawned(this);
        }
        return first;
    }

    /**
     * Called when the hub is being closed; hub thread only.
     *
     * @param exit the exception to throw into the fiber
     */
    protected void exit(GreenletExit exit) {
        throwIn(exit);
    }

    /**
     * Called in the loop when the hub was closed and this fiber, which did not exit, never runs again.
     *
     * @param end the exception that says so
     */
    protected void abandoned(HubDestroyed end) {
    }

    /** A weak reference to this fiber; called by the fiber itself. */
    final Reference<Fiber> weakReference() {
        return listed();
    }

    /** Whether this fiber is in a gevent wait. */
    final boolean waits() {
        return entry != null && entry.waits;
    }

    /** The fiber whose code runs on this virtual thread; null if there is none. Any thread. */
    public static @Nullable Fiber of(Thread virtual) {
        return virtual.isVirtual() && VirtualThreads.schedulerOf(virtual) instanceof Fiber fiber
                && fiber.thread == virtual ? fiber : null;
    }

    @Override
    public final @Nullable Fiber spawner() {
        return spawner == null ? null : spawner.get();
    }

    @Override
    public final List<StackTraceElement> spawnedAt() {
        return SpawnSite.stackOf(spawner);
    }

    private void run() {
        if (queued) {
            queued = false;
            hub().live().begin(this);
        }
        try {
            body();
        } catch (Throwable t) {
            hub().handleError(this, t);
        } finally {
            try {
                JoinNotice.takeOver(hub(), Thread.currentThread());
            } finally {
                deregister();
            }
        }
    }

    /**
     * Called by the JDK with the continuation of this fiber or of a guest, whenever the continuation becomes ready. The
     * call may come from any thread, pinned, so nothing here blocks. Not for users: see {@link Hub#runCallback}.
     *
     * @param ready runs on the hub's thread
     */
    @Override
    public final void execute(Runnable ready) {
        hub().loop().wake(ready == continuation ? ready : hub().guest(ready));
    }

    @Override
    final void park() {
        if (pins) {
            pins = Pinned.cannotLeave();        // the walk over the stack costs more than a wait
        }
        if (pins) {
            hub().loop().turnForPinned();
        } else {
            LockSupport.park(this);
        }
    }

    @Override
    final void unpark() {
        LockSupport.unpark(thread);
        if (pins) {
            hub().loop().rouse();       // it may sleep in the poller
        }
    }

    /** From now on a wait that cannot leave the hub's thread turns timers and I/O itself. Any thread. */
    final void setPins() {
        pins = true;
    }

    @Override
    final void letOthersRun() {
        Thread.yield();
    }

    @Override
    final void beginWait(Waiter<?> on) {
        super.beginWait(on);
        listed().waits = true;
        hub().adjustWaiting(1);
    }

    @SuppressWarnings("NullAway")       // beginWait has listed it
    @Override
    final void endWait() {
        super.endWait();
        entry.waits = false;
        hub().adjustWaiting(-1);
    }
}
