package gevent.threadpool;

import gevent.hub.Strand;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Blocking calls that keep the JDK's contract while a thread of a pool makes them: checked exceptions come as they are,
 * and on a thread that has no hub the call just blocks.
 *
 * <pre>{@code
 * String text = Offload.call(Pools.files(), () -> Files.readString(path));     // throws IOException
 * }</pre>
 *
 * <p>A greenlet that is killed while it waits leaves at once, and the call runs on.
 */
public final class Offload {
    private static final Object GONE = new Object();

    private Offload() {
    }

    /**
     * Something that blocks.
     *
     * @param <V> of its result
     */
    @FunctionalInterface
    public interface Blocking<V> {
        /** Does it. */
        V call() throws IOException;
    }

    /** How a call ended: a failure is for the caller alone, and not for the pool to report. */
    public record Ended<V>(V value, Throwable failure) {
        /** Makes the call. */
        public static <V> Ended<V> of(Blocking<V> body) {
            try {
                return new Ended<>(body.call(), null);
            } catch (Throwable t) {
                return new Ended<>(null, t);
            }
        }

        /** The result, or what the call threw. */
        public V get() throws IOException {
            switch (failure) {
                case null -> {
                    return value;
                }
                case IOException e -> throw e;
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable t -> throw new CompletionException(t);
            }
        }
    }

    /** Whether the current thread has no hub, and so just blocks. */
    public static boolean justBlocks() {
        return Strand.currentWithoutNewHub().hub() == null;
    }

    /** Makes a call on a thread of {@code pool}. @throws IOException what {@code body} throws */
    public static <V> V call(ThreadPool pool, Blocking<V> body) throws IOException {
        return justBlocks() ? body.call() : pool.apply(() -> Ended.of(body)).get();
    }

    /**
     * Opens something on a thread of {@code pool}; if the caller is killed meanwhile, it is closed once it is open.
     *
     * @throws IOException if it cannot be opened
     */
    public static <V extends Closeable> V open(ThreadPool pool, Blocking<V> opening) throws IOException {
        return call(pool, opening, Closeable::close);
    }

    /** What takes back the result of a call that nobody waits for any more. */
    @FunctionalInterface
    public interface Undo<V> {
        /** Takes it back. */
        void undo(V result) throws IOException;
    }

    /**
     * Makes a call on a thread of {@code pool}; if the caller is killed meanwhile, the result is taken back.
     *
     * @param undo of a result that nobody gets; runs on whichever thread notices
     * @throws IOException what {@code body} throws
     */
    public static <V> V call(ThreadPool pool, Blocking<V> body, Undo<? super V> undo) throws IOException {
        AtomicReference<Object> taken = new AtomicReference<>();
        try {
            return call(pool, () -> {
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
