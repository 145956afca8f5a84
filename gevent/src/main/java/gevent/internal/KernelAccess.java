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
import org.jspecify.annotations.Nullable;

/**
 * What other packages of this project need from the kernel and users do not: the only door into {@code gevent.hub}
 * apart from its public methods, like the JDK's {@code SharedSecrets}. Only the kernel implements this class.
 *
 * <pre>{@code
 * private static final KernelAccess KERNEL = KernelAccess.get();
 * }</pre>
 *
 * <p>Each method has the thread rules of the method that it stands for.
 */
public abstract class KernelAccess {
    private static volatile @Nullable KernelAccess kernel;

    /** For the kernel only. */
    protected KernelAccess() {
    }

    /** The implementation of the kernel; loads the kernel if that has not happened yet. */
    @SuppressWarnings("NullAway")       // the initializer of Hub sets it
    public static KernelAccess get() {
        if (kernel == null) {
            // Its initializer calls set.
            Hub.getIfExists();
        }
        return kernel;
    }

    /** Called by the kernel to set the implementation. */
    public static void set(KernelAccess opened) {
        kernel = opened;
    }

    /** Throws a {@link gevent.hub.MissingAccess} if the JVM has no virtual threads that a hub could run. */
    public abstract void checkAccess();

    // ---- hubs

    /**
     * Makes the hub of the current platform thread, to run in another environment than the machine's.
     *
     * @throws gevent.hub.InvalidThreadUseError if the thread is virtual, or has a hub
     */
    public abstract Hub create(Environment environment);

    /** The hub that waits on behalf of threads without a hub, on its own daemon thread. Any thread. */
    public abstract Hub background();

    /**
     * The value that a package keeps for each hub. Hub thread only.
     *
     * @param make makes the value, the first time; null for none
     * @param atClose gets the value when the hub closes
     */
    public abstract <T> T local(Hub hub, Class<T> type, Supplier<? extends T> make, Consumer<? super T> atClose);

    /** The value that a package keeps for each hub, if it need not be closed. Hub thread only. */
    public final <T> T local(Hub hub, Class<T> type, Supplier<? extends T> make) {
        return local(hub, type, make, _ -> { });
    }

    /** The memory for C library calls on the thread of {@code hub}. Hub thread only. */
    public abstract NativeBuffer nativeBuffer(Hub hub);

    /**
     * Whether {@code hub} throws {@link LoopExit} though another thread could end main's wait: no, unless
     * {@code -Dgevent.loopexit=always}. Hub thread only.
     */
    public abstract void setStrict(Hub hub, boolean strict);

    /** The exception for the main of {@code hub} if nothing can happen any more. Hub thread only. */
    public abstract LoopExit newLoopExit(Hub hub);

    /** The threads of {@code hub}'s greenlets and guests that are in a JDK wait. Hub thread only. */
    public abstract List<Thread> waitingInJdk(Hub hub);

    /** From now on the hubs' own timers end the timed JDK waits in greenlets. Any thread. */
    public abstract void enableTimedParks();

    /** Whether {@link #enableTimedParks} was called. Any thread. */
    public abstract boolean hasTimedParks();

    /**
     * Calls {@code handler} at each signal, see {@code gevent.os.Signals}.
     *
     * @param name without {@code SIG}
     */
    public abstract AutoCloseable handleSignal(String name, Runnable handler);

    // ---- loops

    /** The poller of {@code loop}. */
    public abstract Poller poller(Loop loop);

    /** The loop of {@code watcher}. */
    public abstract Loop loop(Watcher watcher);

    /** The virtual thread that {@code ready} is a slice of; null if {@code ready} is a callback. Any thread. */
    public abstract @Nullable Thread threadOf(Runnable ready);

    /** Whether {@code loop} waits for work on other threads. */
    public abstract boolean awaitsOthers(Loop loop);

    /**
     * Whether another thread has ever worked for {@code loop}'s hub, called into it or woken a greenlet. Hub thread
     * only.
     */
    public abstract boolean isUsedByOthers(Loop loop);

    // ---- waiting

    /** {@link Waiter#get}, for a strand that the caller has already found. */
    public abstract <T extends @Nullable Object> T get(Waiter<T> waiter, Strand self);

    /** {@link Waiter#await(Duration)}, for a strand that the caller has already found. */
    public abstract boolean await(Waiter<?> waiter, Strand self, Duration limit);

    /** Whether {@code waiter} was decided by a value. */
    public abstract boolean isSwitched(Waiter<?> waiter);
}
