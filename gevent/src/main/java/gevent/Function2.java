package gevent;

/**
 * A body with two arguments and a result; it may throw anything.
 *
 * @param <A> of the first argument
 * @param <B> of the second argument
 * @param <V> of the result
 */
@FunctionalInterface
public interface Function2<A, B, V> {
    /** Computes it. */
    V call(A a, B b) throws Exception;
}
