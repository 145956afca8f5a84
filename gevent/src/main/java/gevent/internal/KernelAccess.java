package gevent.internal;

import gevent.hub.Environment;
import gevent.hub.Hub;
import gevent.hub.Loop;
import gevent.hub.LoopExit;
import gevent.hub.Poller;
import gevent.hub.Strand;
import gevent.hub.Waiter;
import gevent.hub.Watcher;
import gevent.internal.libc.NativeBuffer;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What other packages of this project need of the kernel and its users do not: the one door into {@code gevent.hub}
 * beside its public methods, as {@code SharedSecrets} is the JDK's. The kernel implements it; nobody else does.
 *
 * <pre>{@code
 * private static final KernelAccess KERNEL = KernelAccess.get();
 * }</pre>
 *
 * <p>Methods have the thread rules of what they stand for.
 */
public abstract class KernelAccess {
    private static volatile KernelAccess kernel;

    /** For the kernel. */
    protected KernelAccess() {
    }

    /** The kernel's; loads it if nobody has yet. */
    public static KernelAccess get() {
        if (kernel == null) {
            // Its initializer calls set.
            Hub.getIfExists();
        }
        return kernel;
    }

    /** For the kernel: opens the door. */
    public static void set(KernelAccess opened) {
        kernel = opened;
    }

    /** Throws a {@link gevent.hub.MissingAccess} if the JVM has no virtual threads that a hub could run. */
    public abstract void checkAccess();

    // ---- hubs

    /**
     * Makes the hub of the current platform thread, to run on something else than the machine.
     *
     * @throws gevent.hub.InvalidThreadUseError if the thread is virtual, or has a hub
     */
    public abstract Hub create(Environment environment);

    /** The hub that waits for threads that have none, on a daemon thread of its own. Any thread. */
    public abstract Hub background();

    /**
     * What a package keeps for each hub. Hub thread only.
     *
     * @param make makes it, the first time; null for nothing
     * @param atClose is given it when the hub closes
     */
    public abstract <T> T local(Hub hub, Class<T> type, Supplier<? extends T> make, Consumer<? super T> atClose);

    /** The same, for what need not be closed. */
    public final <T> T local(Hub hub, Class<T> type, Supplier<? extends T> make) {
        return local(hub, type, make, _ -> { });
    }

    /** The memory for the C library's calls on the thread of {@code hub}. Hub thread only. */
    public abstract NativeBuffer nativeBuffer(Hub hub);

    /** What the main of {@code hub} is thrown if nothing can happen any more. Hub thread only. */
    public abstract LoopExit newLoopExit(Hub hub);

    /** The threads of {@code hub}'s greenlets, and of what they started, that stand in a wait of the JDK's. Hub thread only. */
    public abstract List<Thread> waitingInJdk(Hub hub);

    /** From now on the timed waits of the JDK in greenlets end by the hubs' own timers. Any thread. */
    public abstract void enableTimedParks();

    /** Whether {@link #enableTimedParks} was called. Any thread. */
    public abstract boolean hasTimedParks();

    /** Has {@code handler} called at each signal, see {@code gevent.os.Signals}. @param name without {@code SIG} */
    public abstract AutoCloseable handleSignal(String name, Runnable handler);

    // ---- loops

    /** How {@code loop} waits for the operating system. */
    public abstract Poller poller(Loop loop);

    /** Whose watcher this is. */
    public abstract Loop loop(Watcher watcher);

    /** The virtual thread of which this is a slice; null if it is a callback. Any thread. */
    public abstract Thread threadOf(Runnable ready);

    /** Whether work is under way on other threads that somebody on {@code loop} waits for. */
    public abstract boolean awaitsOthers(Loop loop);

    /** Whether other threads have ever worked for {@code loop}'s hub, called into it or woken a greenlet. Hub thread only. */
    public abstract boolean isUsedByOthers(Loop loop);

    // ---- waiting

    /** {@link Waiter#get}, by a strand that the caller found itself. */
    public abstract <T> T get(Waiter<T> waiter, Strand self);

    /** {@link Waiter#await(Duration)}, by a strand that the caller found itself. */
    public abstract boolean await(Waiter<?> waiter, Strand self, Duration limit);

    /** Whether {@code waiter} was decided by a value. */
    public abstract boolean isSwitched(Waiter<?> waiter);
}
