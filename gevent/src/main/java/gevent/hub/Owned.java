package gevent.hub;

import org.jspecify.annotations.Nullable;

/** Something to wait for that has an owner, and that only its owner can release: a lock. Reports name the owner. */
public interface Owned {
    /** The strand that owns this object; null if none does. Any thread. */
    @Nullable Strand owner();
}
