package gevent;

import org.jspecify.annotations.Nullable;

/**
 * A body with two arguments and a result; it may throw anything.
 *
 * @param <A> type of the first argument
 * @param <B> type of the second argument
 * @param <V> type of the result
 */
@FunctionalInterface
public interface Function2<A, B, V extends @Nullable Object> {
    /** Runs the body and returns its result. */
    V call(A a, B b) throws Exception;
}
