package gevent;

import gevent.hub.Line;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A link that runs in a new greenlet, if its source ended in the right way. */
record Link<V extends @Nullable Object>(Consumer<? super Greenlet<V>> callback, boolean onValue, boolean onException)
        implements Consumer<Waitable>, Line.Linked {
    Link {
        Objects.requireNonNull(callback, "callback");
    }

    @Override
    @SuppressWarnings("unchecked")
    public void accept(Waitable source) {
        Greenlet<V> done = (Greenlet<V>) source;
        if (!(done.isSuccessful() ? onValue : onException)) {
            return;
        }
        if (done.hub().isClosed()) {
            callback.accept(done);
            return;
        }
        new Greenlet<@Nullable Void>(done.hub(), () -> {
            callback.accept(done);
            return null;
        }).startNext();
    }
}
