package gevent;

/**
 * A body with one argument and no result; it may throw anything.
 *
 * @param <A> of the argument
 */
@FunctionalInterface
public interface Action1<A> {
    /** Does it. */
    void run(A a) throws Exception;
}
