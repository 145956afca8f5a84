package gevent.fileobject;

import gevent.event.AsyncResult;
import gevent.lock.Semaphore;
import gevent.threadpool.Offload.Blocking;
import gevent.threadpool.Offload.Ended;
import gevent.threadpool.Offload;
import gevent.threadpool.ThreadPool;
import java.io.IOException;

/**
 * Blocking offload of one thing, one after the other, each on a thread of a pool while the greenlet waits. A thread that
 * has no hub makes them itself. A greenlet that is killed leaves at once; the call goes on, and the next one waits for
 * it.
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

    /** @throws IOException what {@code body} throws */
    void run(Action body) throws IOException {
        call(() -> {
            body.run();
            return null;
        });
    }

    /** @throws IOException what {@code body} throws */
    <V> V call(Blocking<V> body) throws IOException {
        if (Offload.justBlocks()) {
            return body.call();
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
}
