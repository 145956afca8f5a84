package gevent;

/**
 * A body with two arguments and no result; it may throw anything.
 *
 * @param <A> type of the first argument
 * @param <B> type of the second argument
 */
@FunctionalInterface
public interface Action2<A, B> {
    /** Runs the body. */
    void run(A a, B b) throws Exception;
}
