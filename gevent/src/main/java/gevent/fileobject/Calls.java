package gevent.fileobject;

import gevent.event.AsyncResult;
import gevent.hub.Strand;
import gevent.lock.Semaphore;
import gevent.threadpool.ThreadPool;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Blocking calls of one thing, one after the other, each on a thread of a pool while the greenlet waits. A thread that
 * has no hub makes them itself. Who is killed leaves at once; the call goes on, and the next one waits for it.
 */
final class Calls {
    private final ThreadPool pool;
    private final Semaphore turn = new Semaphore(1);

    Calls(ThreadPool pool) {
        this.pool = pool;
    }

    /** @throws IOException what {@code body} throws */
    <V> V call(Callable<V> body) throws IOException {
        if (Strand.currentWithoutNewHub().hub() == null) {
            return direct(body);
        }
        turn.acquire();
        boolean handedOver = false;
        try {
            AsyncResult<Ended<V>> ended = pool.spawn(() -> {
                try {
                    return Ended.of(body);
                } finally {
                    turn.release();
                }
            });
            handedOver = true;
            return ended.get().get();
        } finally {
            if (!handedOver) {
                turn.release();
            }
        }
    }

    /** One call that no other has to wait for. */
    static <V> V once(ThreadPool pool, Callable<V> body) throws IOException {
        if (Strand.currentWithoutNewHub().hub() == null) {
            return direct(body);
        }
        return pool.apply(() -> Ended.of(body)).get();
    }

    private static <V> V direct(Callable<V> body) throws IOException {
        return Ended.of(body).get();
    }

    /**
     * Opens something on a thread; if the caller is killed meanwhile, it is closed again once it is open.
     *
     * @throws IOException if it cannot be opened
     */
    static <V extends Closeable> V open(ThreadPool pool, Callable<V> opening) throws IOException {
        AtomicReference<Object> taken = new AtomicReference<>();
        try {
            return once(pool, () -> {
                V opened = opening.call();
                if (!taken.compareAndSet(null, opened)) {
                    opened.close();
                }
                return opened;
            });
        } catch (Throwable thrownIn) {
            if (taken.getAndSet(GONE) instanceof Closeable opened) {
                closeQuietly(opened);
            }
            throw thrownIn;
        }
    }

    private static final Object GONE = new Object();

    private static void closeQuietly(Closeable opened) {
        try {
            opened.close();
        } catch (IOException nobodyToTell) {
            // Nothing was written.
        }
    }

    /** How a call ended: a failure is for the caller alone, and not for the pool to report. */
    record Ended<V>(V value, Throwable failure) {
        static <V> Ended<V> of(Callable<V> body) {
            try {
                return new Ended<>(body.call(), null);
            } catch (Throwable t) {
                return new Ended<>(null, t);
            }
        }

        V get() throws IOException {
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
}
