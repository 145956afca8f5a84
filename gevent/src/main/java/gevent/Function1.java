package gevent;

/**
 * A body with one argument and a result; it may throw anything.
 *
 * @param <A> of the argument
 * @param <V> of the result
 */
@FunctionalInterface
public interface Function1<A, V> {
    /** Computes it. */
    V call(A a) throws Exception;
}
