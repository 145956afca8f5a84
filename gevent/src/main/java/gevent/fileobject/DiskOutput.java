package gevent.fileobject;

import gevent.threadpool.Pools;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;

/** Writes a file on the threads of {@link Pools#files}. */
final class DiskOutput extends OutputStream {
    private final OutputStream out;
    private final SerialOffload offload = new SerialOffload(Pools.files());

    DiskOutput(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int data) throws IOException {
        write(new byte[] {(byte) data}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
        offload.run(() -> out.write(copy));
    }

    @Override
    public void flush() throws IOException {
        offload.run(() -> out.flush());
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
