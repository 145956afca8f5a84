package gevent.pool;

import gevent.Action1;
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
 * A scope that greenlets cannot outlive: its end waits for all greenlets that were spawned in it. When a child fails,
 * the others are killed, and the first failure is thrown, with the failures of the others suppressed in it.
 *
 * <pre>{@code
 * Nursery.run(nursery -> {
 *     nursery.spawn(this::produce);
 *     nursery.spawn(this::consume);
 * });                                        // both have ended here
 * }</pre>
 *
 * <p>Any exception that leaves the body of {@link #run} kills the children, and is thrown when they have ended; what
 * the body handles kills nobody. Where a body is no lambda, {@link #open} gives a nursery for a {@code try} statement.
 * Its {@code close()} cannot see exceptions: it kills the children if its greenlet was killed, or is in a
 * {@link Timeout} that has expired, and otherwise waits for them first. Children may spawn more children while the
 * scope is open, from any thread. trio: {@code open_nursery}.
 */
public final class Nursery implements Spawner, AutoCloseable {
    private final PinnedLock lock = new PinnedLock();
    private final Group children = new Group();
    private final Scope scope = new Scope();
    private final List<Throwable> failures = new ArrayList<>();        // guarded by lock
    private volatile boolean cancelled;
    private boolean closed;                                            // guarded by lock

    private Nursery() {
    }

    /** Opens a nursery for the current greenlet, which must close it. Prefer {@link #run}, which sees exceptions. */
    public static Nursery open() {
        return new Nursery();
    }

    /**
     * Runs {@code body} with a nursery, and waits until all its children have ended. Any exception that leaves the body
     * kills them.
     *
     * @throws CompletionException caused by a checked exception of the body; an unchecked one is thrown as it is
     */
    public static void run(Action1<? super Nursery> body) {
        Nursery nursery = open();
        Throwable failure = null;
        try {
            body.run(nursery);
        } catch (Throwable t) {
            failure = t;
            nursery.cancel();
        }
        nursery.finish(failure);
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
        if (!admit(greenlet)) {
            if (children.contains(greenlet)) {
                return;
            }
            throw new IllegalStateException("The nursery is closed: " + greenlet + " would outlive it");
        }
        // First, so that it is called before the greenlet leaves the group, and so before the nursery can end.
        greenlet.rawlink((Wakeup<Waitable>) _ -> ended(greenlet));
        children.removeAtEnd(greenlet);
        if (cancelled) {
            greenlet.kill(new GreenletExit(), false, null);
        } else {
            children.startMember(greenlet);
        }
    }

    private boolean admit(Greenlet<?> greenlet) {
        try (PinnedLock _ = lock.hold()) {
            return !closed && children.admit(greenlet);
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
        if (scope.isKilled()) {
            cancel();
        }
        finish(null);
    }

    /** Waits until all children have ended, then throws {@code failure}, or what was thrown in, or their failures. */
    private void finish(@Nullable Throwable failure) {
        List<Throwable> all = new ArrayList<>();
        addUnlessNull(all, failure);
        try {
            addUnlessNull(all, Scope.awaitEnd(this::closeIfEmpty, children::join, this::cancel));
        } catch (LoopExit neverEnds) {
            all.addFirst(neverEnds);
        }
        try (PinnedLock _ = lock.hold()) {
            all.addAll(failures);
        }
        if (!all.isEmpty()) {
            throwFirst(all);
        }
    }

    private static void addUnlessNull(List<Throwable> all, @Nullable Throwable failure) {
        if (failure != null) {
            all.add(failure);
        }
    }

    private void throwFirst(List<Throwable> all) {
        Throwable first = all.removeFirst();
        for (Throwable other : all) {
            if (other == first) {
                continue;
            }
            if (first instanceof GreenletExit && !(other instanceof GreenletExit)) {
                children.hub().handleError(this, other);        // a kill is not reported, and this would go with it
            } else {
                first.addSuppressed(other);
            }
        }
        Scope.rethrow(first);
    }

    private boolean closeIfEmpty() {
        try (PinnedLock _ = lock.hold()) {
            closed = children.size() == 0;
            return closed;
        }
    }
}
