package gevent.asyncio;

import java.util.Set;

/**
 * What {@link Asyncio#wait} has seen.
 *
 * @param done those that have ended, the first first
 * @param pending those that have not, in the order they were given
 * @param <V> of their results
 */
public record Waited<V>(Set<Future<V>> done, Set<Future<V>> pending) {
}
