package gevent.subprocess;

import gevent.Waitable;
import gevent.hub.Hub;
import gevent.hub.KeepAlive;
import gevent.hub.Links;
import gevent.hub.PinnedLock;
import gevent.hub.Strand;
import java.util.function.Consumer;

/**
 * The end of a child. Apart from its {@link Popen}, as it is referred to until it comes: a Popen that nobody uses must
 * not be, or its pipes would stay open, and a child that reads one wait for ever.
 */
final class ExitStatus {
    private final Hub hub = Strand.current().hub();        // null for a thread that has none
    private final KeepAlive underWay = KeepAlive.here();
    private final Links<Waitable> links = new Links<>();
    private final PinnedLock lock = new PinnedLock();
    private Popen linked;                                  // guarded by lock; null if nobody is to be told
    private volatile Integer returncode;                   // null until it is known; written under lock

    /** Null until it is known. */
    Integer returncode() {
        return returncode;
    }

    /** The hub that it was started on; null if none. */
    Hub hub() {
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
            // If it was closed in the meantime it may have dropped that.
            if (hub.isClosed()) {
                tell();
            }
        }
    }

    /** In one turn: between the two the hub would give up, or seem to have work that it does not. */
    private void finish() {
        tell();
        underWay.close();
    }

    /** The hub has no work with it any more, if it has ended and we are there. */
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

    private Popen linked() {
        try (PinnedLock _ = lock.hold()) {
            return linked;
        }
    }

    void link(Popen popen, Consumer<? super Waitable> callback) {
        try (PinnedLock _ = lock.hold()) {
            linked = popen;
            links.add(callback);
        }
        // Either we see that it has ended, or its end sees the link.
        if (returncode != null) {
            tell();
        }
    }

    void unlink(Consumer<?> callback) {
        try (PinnedLock _ = lock.hold()) {
            links.removeFirst(link -> link == callback);
            if (links.count() == 0) {
                linked = null;
            }
        }
    }
}
