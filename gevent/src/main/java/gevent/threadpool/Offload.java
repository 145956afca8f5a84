package gevent.threadpool;

import gevent.hub.Shield;
import gevent.hub.Strand;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Blocking calls that run on a thread of a pool and keep the JDK's contract: checked exceptions are thrown as they are,
 * and on a thread without a hub the call simply blocks.
 *
 * <pre>{@code
 * String text = Offload.call(Pools.files(), () -> Files.readString(path));     // throws IOException
 * }</pre>
 *
 * <p>A greenlet that is killed while it waits leaves at once, and the call runs on. But a call on {@link Pools#files}
 * is never left, as nothing interrupts the JDK's own calls on files: what is thrown in meanwhile is thrown at the next
 * other wait. Otherwise a kill would break a library between two writes of one change.
 */
public final class Offload {
    private static final Object GONE = new Object();

    private Offload() {
    }

    /**
     * A blocking call.
     *
     * @param <V> type of its result
     */
    @FunctionalInterface
    public interface Blocking<V extends @Nullable Object> {
        /** Makes the call. */
        V call() throws IOException;
    }

    /** How a call ended. A failure is for the caller alone; the pool does not report it. */
    public record Ended<V extends @Nullable Object>(@Nullable V value, @Nullable Throwable failure) {
        /** Makes the call. */
        public static <V extends @Nullable Object> Ended<V> of(Blocking<V> body) {
            try {
                return new Ended<>(body.call(), null);
            } catch (Throwable t) {
                return new Ended<>(null, t);
            }
        }

        /** Returns the result, or throws what the call threw. */
        @SuppressWarnings("NullAway")       // the result of a call is null only if V may be
        public V get() throws IOException {
            return switch (failure) {
                case null -> value;
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable t -> throw new CompletionException(t);
            };
        }
    }

    /** Whether the current thread has no hub, and so simply blocks. */
    public static boolean justBlocks() {
        return Strand.currentWithoutNewHub().hub() == null;
    }

    /**
     * Makes a call on a thread of {@code pool}.
     *
     * @throws IOException what {@code body} throws
     */
    public static <V extends @Nullable Object> V call(ThreadPool pool, Blocking<V> body) throws IOException {
        return await(pool, () -> leavable(pool, body));
    }

    /**
     * Runs code that waits for a call on {@code pool}, behind a {@link Shield} if that is the pool for files.
     *
     * @throws IOException what {@code wait} throws
     */
    public static <V extends @Nullable Object> V await(ThreadPool pool, Blocking<V> wait) throws IOException {
        if (pool != Pools.files()) {
            return wait.call();
        }
        try (Shield _ = Shield.raise()) {
            return wait.call();
        }
    }

    private static <V extends @Nullable Object> V leavable(ThreadPool pool, Blocking<V> body) throws IOException {
        return justBlocks() ? body.call() : pool.apply(() -> Ended.of(body)).get();
    }

    /**
     * Opens a resource on a thread of {@code pool}. If the caller is killed meanwhile, the resource is closed once it
     * is open.
     *
     * @throws IOException if the resource cannot be opened
     */
    public static <V extends Closeable> V open(ThreadPool pool, Blocking<V> opening) throws IOException {
        return call(pool, opening, Closeable::close);
    }

    /** Takes back the result of a call that no caller waits for any more. */
    @FunctionalInterface
    public interface Undo<V> {
        /** Takes {@code result} back. */
        void undo(V result) throws IOException;
    }

    /**
     * Makes a call on a thread of {@code pool}. If the caller is killed meanwhile, the result is taken back.
     *
     * @param undo takes back a result that no caller gets; runs on the thread that notices
     * @throws IOException what {@code body} throws
     */
    public static <V> V call(ThreadPool pool, Blocking<V> body, Undo<? super V> undo) throws IOException {
        AtomicReference<@Nullable Object> taken = new AtomicReference<>();
        try {
            return leavable(pool, () -> {
                V result = body.call();
                if (!taken.compareAndSet(null, result)) {
                    undo.undo(result);
                }
                return result;
            });
        } catch (Throwable thrownIn) {
            Object result = taken.getAndSet(GONE);
            if (result != null) {
                undoQuietly(undo, result);
            }
            throw thrownIn;
        }
    }

    @SuppressWarnings("unchecked")
    private static <V> void undoQuietly(Undo<V> undo, Object result) {
        try {
            undo.undo((V) result);
        } catch (IOException nobodyToTell) {
            // Nothing was written yet.
        }
    }
}
