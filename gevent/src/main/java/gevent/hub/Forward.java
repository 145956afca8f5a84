package gevent.hub;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The link of an object that stands for another, whose links are called with that other object. It is removed by the
 * callback that it forwards to.
 *
 * <pre>{@code
 * public void rawlink(Consumer<? super Waitable> callback) { ended.rawlink(Forward.to(callback, this)); }
 * public void unlink(Consumer<?> callback) { ended.unlink(callback); }
 * }</pre>
 */
public sealed class Forward<S> implements Consumer<Object>, Line.Linked {
    private final Consumer<? super S> callback;
    private final S source;

    private Forward(Consumer<? super S> callback, S source) {
        this.callback = callback;
        this.source = source;
    }

    /** Makes a link that calls {@code callback} with {@code source}. */
    public static <S> Forward<S> to(Consumer<? super S> callback, S source) {
        return callback instanceof Wakeup<? super S> wakeup ? new OfWakeup<>(wakeup, source)
                : new Forward<>(callback, source);
    }

    @Override
    public Object callback() {
        return callback;
    }

    @Override
    public void accept(Object standIn) {
        callback.accept(source);
    }

    private static final class OfWakeup<S> extends Forward<S> implements Wakeup<Object> {
        private final Wakeup<? super S> wakeup;

        OfWakeup(Wakeup<? super S> wakeup, S source) {
            super(wakeup, source);
            this.wakeup = wakeup;
        }

        @Override
        public @Nullable Hub hub() {
            return wakeup.hub();
        }
    }
}
