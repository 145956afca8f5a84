package gevent.fileobject;

import gevent.threadpool.Pools;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** A blocking stream that may be full for a long time, written on a thread of {@link Pools#blocking}. */
final class PooledOutput extends OutputStream {
    private final OutputStream out;
    private final SerialOffload offload = new SerialOffload(Pools.blocking());

    PooledOutput(OutputStream out) {
        this.out = Objects.requireNonNull(out, "out");
    }

    @Override
    public void write(int data) throws IOException {
        write(new byte[] {(byte) data}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        // A killed greenlet may reuse its array while the write goes on.
        byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
        offload.run(() -> {
            out.write(copy);
            out.flush();
        });
    }

    @Override
    public void close() throws IOException {
        offload.run(() -> out.close());
    }
}
