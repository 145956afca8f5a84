package gevent;

/**
 * A body with two arguments and no result; it may throw anything.
 *
 * @param <A> of the first argument
 * @param <B> of the second argument
 */
@FunctionalInterface
public interface Action2<A, B> {
    /** Does it. */
    void run(A a, B b) throws Exception;
}
