package gevent.fileobject;

import gevent.event.AsyncResult;
import gevent.hub.Strand;
import gevent.lock.Semaphore;
import gevent.threadpool.Offload.Ended;
import gevent.threadpool.Pools;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A blocking stream that may have no input for a long time. A thread of {@link Pools#blocking} reads it while the
 * greenlet waits. At most one read is under way. If its greenlet has left when the read ends, the next reader gets the
 * bytes.
 */
final class PooledInput extends InputStream {
    private static final int SIZE = 8192;

    private final InputStream in;
    private final Semaphore turn = new Semaphore(1);
    private final byte[] bytes = new byte[SIZE];                        // written by the read under way
    private volatile @Nullable AsyncResult<Ended<Integer>> underWay;    // written under turn; null if there is none
    private int position;                                               // guarded by turn
    private int limit;                                                  // guarded by turn
    private volatile boolean closed;

    PooledInput(InputStream in) {
        this.in = Objects.requireNonNull(in, "in");
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(one[0]);
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, to.length);
        checkOpen();
        if (length == 0) {
            return 0;
        }
        turn.acquire();
        try {
            if (position == limit && !fill()) {
                return -1;
            }
            int n = Math.min(length, limit - position);
            System.arraycopy(bytes, position, to, offset, n);
            position += n;
            return n;
        } finally {
            turn.release();
        }
    }

    private boolean fill() throws IOException {
        if (underWay == null) {
            if (Strand.currentWithoutNewHub().hub() == null) {
                return filled(in.read(bytes));
            }
            underWay = Pools.blocking().spawn(() -> Ended.of(() -> in.read(bytes)));
        }
        Ended<Integer> ended = underWay.get();
        underWay = null;
        checkOpen();
        return filled(ended.get());
    }

    private boolean filled(int n) {
        position = 0;
        limit = Math.max(0, n);
        return n >= 0;
    }

    private void checkOpen() throws IOException {
        if (closed) {
            throw new IOException("Stream Closed");
        }
    }

    @Override
    public int available() throws IOException {
        checkOpen();
        if (!turn.tryAcquire()) {
            return 0;
        }
        try {
            return limit - position + (underWay == null ? in.available() : 0);
        } finally {
            turn.release();
        }
    }

    /** Ends the wait of a reader. A read under way cannot be ended: its thread stays until input arrives. */
    @Override
    public void close() throws IOException {
        closed = true;
        AsyncResult<Ended<Integer>> pending = underWay;
        if (pending == null) {
            in.close();
            return;
        }
        pending.set(new Ended<>(null, new IOException("Stream Closed")));
        Pools.blocking().spawn(() -> Ended.of(() -> {
            in.close();
            return null;
        }));
    }
}
