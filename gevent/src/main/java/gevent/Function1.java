package gevent;

import org.jspecify.annotations.Nullable;

/**
 * A body with one argument and a result; it may throw anything.
 *
 * @param <A> type of the argument
 * @param <V> type of the result
 */
@FunctionalInterface
public interface Function1<A, V extends @Nullable Object> {
    /** Runs the body and returns its result. */
    V call(A a) throws Exception;
}
