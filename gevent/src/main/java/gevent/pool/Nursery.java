package gevent.pool;

import gevent.Action1;
import gevent.Gevent;
import gevent.Greenlet;
import gevent.Spawner;
import gevent.Timeout;
import gevent.Waitable;
import gevent.hub.LoopExit;
import gevent.hub.PinnedLock;
import gevent.hub.Wakeup;
import greenlet.GreenletExit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * A scope that greenlets cannot outlive: closing it waits for all greenlets that were spawned in it. When a child
 * fails, the others are killed. {@link #close} then throws the first failure, with the failures of the others
 * suppressed in it.
 *
 * <pre>{@code
 * try (Nursery nursery = Nursery.open()) {
 *     nursery.spawn(this::produce);
 *     nursery.spawn(this::consume);
 * }                                          // both have ended here
 * }</pre>
 *
 * <p>A kill of the greenlet that opened the nursery, or a {@link Timeout} around the scope, kills the children, and is
 * thrown when they have ended. {@code close()} cannot see other exceptions thrown in the block, so it waits for the
 * children first; {@link #run} kills them. Children may spawn more children while the scope is open, from any thread.
 * trio: {@code open_nursery}.
 */
public final class Nursery implements Spawner, AutoCloseable {
    private final PinnedLock lock = new PinnedLock();
    private final Group children = new Group();
    private final ScopeOwner owner = new ScopeOwner();
    private final List<Throwable> failures = new ArrayList<>();        // guarded by lock
    private volatile boolean cancelled;
    private boolean closed;                                            // guarded by lock

    private Nursery() {
    }

    /** Opens a nursery for the current greenlet, which must close it. */
    public static Nursery open() {
        return new Nursery();
    }

    /**
     * Runs {@code body} with a nursery, and closes the nursery. Any exception of the body kills the children first.
     *
     * @throws CompletionException caused by a checked exception of the body; an unchecked one is thrown as it is
     */
    public static void run(Action1<? super Nursery> body) {
        try (Nursery nursery = open()) {
            try {
                body.run(nursery);
            } catch (Throwable t) {
                nursery.cancel();
                throw t;
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public <V extends @Nullable Object> Greenlet<V> spawn(Callable<V> body) {
        Greenlet<V> child = Greenlet.quiet(children.hub(), body);
        start(child);
        return child;
    }

    /**
     * Starts a greenlet here. In a cancelled nursery, the greenlet never runs.
     *
     * @throws IllegalStateException if the nursery is closed
     */
    @Override
    public void start(Greenlet<?> greenlet) {
        try (PinnedLock _ = lock.hold()) {
            if (closed) {
                throw new IllegalStateException("The nursery is closed: " + greenlet + " would outlive it");
            }
            // Linked first, so that it is called before the greenlet leaves the group, and so before close() can
            // return.
            greenlet.rawlink((Wakeup<Waitable>) _ -> ended(greenlet));
            children.add(greenlet);
        }
        if (cancelled) {
            greenlet.kill(new GreenletExit(), false, null);
        } else {
            children.startMember(greenlet);
        }
    }

    private void ended(Greenlet<?> child) {
        Throwable failure = child.exception();
        if (failure != null) {
            try (PinnedLock _ = lock.hold()) {
                failures.add(failure);
            }
            cancel();
        }
    }

    /** Kills all children, including later ones. Closing still waits for them. */
    public void cancel() {
        cancelled = true;
        children.kill(new GreenletExit("its nursery is cancelled"), false, null);
    }

    /** Whether the children were killed, by {@link #cancel} or because one has failed. */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * Waits until all children have ended. An exception thrown in meanwhile kills them, and is thrown after that.
     *
     * @throws CompletionException caused by a checked exception of a child; an unchecked one is thrown as it is
     */
    @Override
    public void close() {
        Throwable thrownIn = null;
        if (owner.wasThrownInto()) {
            cancel();
        }
        while (!closeIfEmpty()) {
            try {
                children.join();
            } catch (LoopExit neverEnds) {
                throw neverEnds;
            } catch (Throwable t) {
                thrownIn = t;
                cancel();
            }
        }
        throwFirst(thrownIn);
    }

    private boolean closeIfEmpty() {
        try (PinnedLock _ = lock.hold()) {
            closed = children.size() == 0;
            return closed;
        }
    }

    private void throwFirst(@Nullable Throwable thrownIn) {
        Throwable first = thrownIn;
        try (PinnedLock _ = lock.hold()) {
            for (Throwable failure : failures) {
                if (first == null) {
                    first = failure;
                } else if (failure != first) {
                    first.addSuppressed(failure);
                }
            }
        }
        ScopeOwner.rethrow(first);
    }
}
