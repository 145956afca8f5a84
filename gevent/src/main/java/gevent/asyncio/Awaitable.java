package gevent.asyncio;

import org.jspecify.annotations.Nullable;

/**
 * Something that can be awaited: a {@link Coroutine}, a {@link Future}, a {@link Task}, or any code that itself waits.
 *
 * <pre>{@code
 * String page = fetch(url).await();                        // Python: await fetch(url)
 * Task<String> task = Asyncio.createTask(() -> read(in));  // a lambda is awaitable, too
 * }</pre>
 *
 * <p>Python: anything with {@code __await__}.
 *
 * @param <V> type of the result
 */
@FunctionalInterface
public interface Awaitable<V extends @Nullable Object> {
    /**
     * Waits for the result while other greenlets run.
     *
     * @return the result
     * @throws Exception what this awaitable fails with
     */
    V await() throws Exception;
}
