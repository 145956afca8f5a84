package gevent;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Anything that greenlets can be started in, such as a pool or a nursery. Provides all forms of {@code spawn}.
 *
 * <pre>{@code
 * Greenlet<Path> download = pool.spawn(this::download, url);
 * }</pre>
 */
public interface Spawner {
    /**
     * Starts a greenlet here. Waits for room if there is a limit.
     *
     * @param greenlet not started yet
     */
    void start(Greenlet<?> greenlet);

    /**
     * Starts a greenlet.
     *
     * @param body may block, and throw anything
     */
    default <V extends @Nullable Object> Greenlet<V> spawn(Callable<V> body) {
        Greenlet<V> greenlet = new Greenlet<>(body);
        start(greenlet);
        return greenlet;
    }

    /** Starts a greenlet for a body without a result. */
    default Greenlet<@Nullable Void> spawn(Action body) {
        return spawn(body.asCallable());
    }

    /** Starts a greenlet for a body with one argument. */
    default <A, V extends @Nullable Object> Greenlet<V> spawn(Function1<? super A, V> body, A a) {
        return spawn(() -> body.call(a));
    }

    /** Starts a greenlet for a body with one argument and no result. */
    default <A> Greenlet<@Nullable Void> spawn(Action1<? super A> body, A a) {
        return spawn(() -> body.run(a));
    }

    /** Starts a greenlet for a body with two arguments. */
    default <A, B, V extends @Nullable Object> Greenlet<V> spawn(Function2<? super A, ? super B, V> body, A a, B b) {
        return spawn(() -> body.call(a, b));
    }

    /** Starts a greenlet for a body with two arguments and no result. */
    default <A, B> Greenlet<@Nullable Void> spawn(Action2<? super A, ? super B> body, A a, B b) {
        return spawn(() -> body.run(a, b));
    }
}
