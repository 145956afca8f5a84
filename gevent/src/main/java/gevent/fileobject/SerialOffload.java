package gevent.fileobject;

import gevent.event.AsyncResult;
import gevent.lock.Semaphore;
import gevent.threadpool.Offload.Blocking;
import gevent.threadpool.Offload.Ended;
import gevent.threadpool.Offload;
import gevent.threadpool.ThreadPool;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Offloads the blocking calls of one object, one at a time, each on a pool thread while the greenlet waits. A thread
 * without a hub makes the calls itself. A killed greenlet leaves at once, unless the pool is the one for files; its
 * call goes on, and the next call waits for it.
 */
final class SerialOffload {
    private final ThreadPool pool;
    private final Semaphore turn = new Semaphore(1);

    SerialOffload(ThreadPool pool) {
        this.pool = pool;
    }

    interface Action {
        void run() throws IOException;
    }

    /** Runs {@code body}, and throws what it throws. */
    void run(Action body) throws IOException {
        call(() -> {
            body.run();
            return null;
        });
    }

    /** Calls {@code body} and returns its result, or throws what it throws. */
    <V extends @Nullable Object> V call(Blocking<V> body) throws IOException {
        if (Offload.justBlocks()) {
            return body.call();
        }
        return Offload.await(pool, () -> callInTurn(body));
    }

    private <V extends @Nullable Object> V callInTurn(Blocking<V> body) throws IOException {
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
}
