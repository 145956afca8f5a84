package gevent.fileobject;

import gevent.threadpool.Pools;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;

/** Reads a file on the threads of {@link Pools#files}. */
final class DiskInput extends InputStream {
    private static final int MOST = 1 << 18;

    private final InputStream in;
    private final SerialOffload offload = new SerialOffload(Pools.files());

    DiskInput(InputStream in) {
        this.in = in;
    }

    @Override
    public int read() throws IOException {
        return offload.call(in::read);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        // A killed greenlet may reuse its array while the read goes on.
        byte[] copy = new byte[Math.min(length, MOST)];
        int n = offload.call(() -> in.read(copy));
        System.arraycopy(copy, 0, bytes, offset, Math.max(0, n));
        return n;
    }

    @Override
    public byte[] readAllBytes() throws IOException {
        return offload.call(in::readAllBytes);
    }

    @Override
    public byte[] readNBytes(int length) throws IOException {
        return offload.call(() -> in.readNBytes(length));
    }

    @Override
    public long skip(long n) throws IOException {
        return offload.call(() -> in.skip(n));
    }

    @Override
    public int available() throws IOException {
        return offload.call(in::available);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
