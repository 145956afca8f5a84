package gevent.hub;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A link that only wakes a strand. It never blocks and runs no user code, so it may be called at once, on any thread
 * that makes an object ready.
 *
 * @param <S> what the link is called with
 */
@FunctionalInterface
public interface Wakeup<S extends @Nullable Object> extends Consumer<S> {
    /** The hub of the strand that this link wakes; null if the strand has no hub or may be anywhere. Any thread. */
    default @Nullable Hub hub() {
        return null;
    }
}
