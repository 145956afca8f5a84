package gevent;

/**
 * A body with one argument and no result; it may throw anything.
 *
 * @param <A> type of the argument
 */
@FunctionalInterface
public interface Action1<A> {
    /** Runs the body. */
    void run(A a) throws Exception;
}
