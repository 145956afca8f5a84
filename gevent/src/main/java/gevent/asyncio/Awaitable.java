package gevent.asyncio;

/**
 * What can be awaited: a {@link Coroutine}, a {@link Future}, a {@link Task}, or any code that waits by itself.
 *
 * <pre>{@code
 * String page = fetch(url).await();                        // Python: await fetch(url)
 * Task<String> task = Asyncio.createTask(() -> read(in));  // a lambda is one, too
 * }</pre>
 *
 * <p>Python: anything with {@code __await__}.
 *
 * @param <V> of the result
 */
@FunctionalInterface
public interface Awaitable<V> {
    /**
     * Waits for it, in which time others run.
     *
     * @return its result
     * @throws Exception what it fails with
     */
    V await() throws Exception;
}
