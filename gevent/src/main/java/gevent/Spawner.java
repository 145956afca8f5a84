package gevent;

import java.util.concurrent.Callable;

/**
 * Whatever greenlets can be started in: a pool, a nursery. It brings all forms of {@code spawn}.
 *
 * <pre>{@code
 * Greenlet<Path> download = pool.spawn(this::download, url);
 * }</pre>
 */
public interface Spawner {
    /**
     * Starts a greenlet here; waits for room if there is to be room for it.
     *
     * @param greenlet was not started
     */
    void start(Greenlet<?> greenlet);

    /** A started greenlet. @param body may block, and throw anything */
    default <V> Greenlet<V> spawn(Callable<V> body) {
        Greenlet<V> greenlet = new Greenlet<>(body);
        start(greenlet);
        return greenlet;
    }

    /** The same for a body without a result. */
    default Greenlet<Void> spawn(Action body) {
        return spawn(body.asCallable());
    }

    /** The same for a body with one argument. */
    default <A, V> Greenlet<V> spawn(Function1<? super A, V> body, A a) {
        return spawn(() -> body.call(a));
    }

    /** The same for a body with one argument and no result. */
    default <A> Greenlet<Void> spawn(Action1<? super A> body, A a) {
        return spawn(() -> body.run(a));
    }

    /** The same for a body with two arguments. */
    default <A, B, V> Greenlet<V> spawn(Function2<? super A, ? super B, V> body, A a, B b) {
        return spawn(() -> body.call(a, b));
    }

    /** The same for a body with two arguments and no result. */
    default <A, B> Greenlet<Void> spawn(Action2<? super A, ? super B> body, A a, B b) {
        return spawn(() -> body.run(a, b));
    }
}
