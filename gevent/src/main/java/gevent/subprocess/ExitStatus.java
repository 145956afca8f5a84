package gevent.subprocess;

import gevent.Waitable;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Links;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The exit status of a child. It is an object of its own because it stays referenced until the child ends. An unused
 * {@link Popen} must not stay referenced: its pipes would stay open, and a child that reads a pipe would wait forever.
 */
final class ExitStatus {
    private final @Nullable Hub hub = Strand.current().hub();        // null for a thread that has none
    private final KeepAlive underWay = KeepAlive.here();
    private final Links<Waitable> links = new Links<>();
    private final PinnedLock lock = new PinnedLock();
    private @Nullable Popen linked;                                  // guarded by lock; null if there are no links
    private volatile @Nullable Integer returncode;                   // null until it is known; written under lock

    /** The return code; null until it is known. */
    @Nullable Integer returncode() {
        return returncode;
    }

    /** The hub that the child was started on; null if none. */
    @Nullable Hub hub() {
        return hub;
    }

    void set(int code) {
        try (PinnedLock _ = lock.hold()) {
            if (returncode != null) {
                return;
            }
            returncode = code;
        }
        if (hub == null) {
            tell();
        } else {
            notifyElsewhere();
            hub.loop().runOrExecute(this::finish);
            // If the hub was closed in the meantime, it may have dropped the callback.
            if (hub.isClosed()) {
                tell();
            }
        }
    }

    /**
     * Notifies the links and ends the keep-alive in one turn: in between, the hub would give up, or seem to have work
     * that it does not have.
     */
    private void finish() {
        tell();
        underWay.close();
    }

    /** Stops counting as work of the hub, if the child has ended and the caller runs on that hub. */
    void settle() {
        if (returncode != null && hub != null && hub.isCurrent()) {
            underWay.close();
        }
    }

    private void notifyElsewhere() {
        Popen told = linked();
        if (told != null) {
            links.notifyElsewhere(hub, told);
        }
    }

    private void tell() {
        Popen told = linked();
        if (told != null) {
            links.notifyAll(hub, told);
        }
    }

    private @Nullable Popen linked() {
        try (PinnedLock _ = lock.hold()) {
            return linked;
        }
    }

    void link(Popen popen, Consumer<? super Waitable> callback) {
        try (PinnedLock _ = lock.hold()) {
            linked = popen;
            links.add(callback);
        }
        // Either this thread sees the return code, or the thread that sets it sees the link.
        if (returncode != null) {
            tell();
        }
    }

    void unlink(Consumer<?> callback) {
        try (PinnedLock _ = lock.hold()) {
            links.remove(callback);
            if (links.count() == 0) {
                linked = null;
            }
        }
    }
}
