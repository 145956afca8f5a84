package gevent.asyncio;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The result of {@link Asyncio#wait}.
 *
 * @param done the futures that have ended, earliest first
 * @param pending the futures that have not ended, in the order in which they were given
 * @param <V> type of their results
 */
public record Waited<V extends @Nullable Object>(Set<Future<V>> done, Set<Future<V>> pending) {
}
