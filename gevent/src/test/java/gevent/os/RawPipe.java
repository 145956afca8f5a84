package gevent.os;

import gevent.internal.libc.Libc;
import gevent.internal.libc.NativeBuffer;
import java.io.IOException;

/** A pipe of the system, blocking, as a native library has one. */
public final class RawPipe implements AutoCloseable {
    private final NativeBuffer buffer = new NativeBuffer();
    private boolean writeEndIsOpen = true;
    public final int readEnd;
    public final int writeEnd;

    public RawPipe() throws IOException {
        if (Libc.C.pipe2(buffer.corner, Libc.CLOEXEC) < 0) {
            throw Libc.failure(Libc.errno());
        }
        readEnd = buffer.cornerInt(0);
        writeEnd = buffer.cornerInt(Integer.BYTES);
    }

    /** Whether it is still as it was made. */
    public boolean isBlocking() {
        return (Libc.C.fcntl(readEnd, Libc.F_GETFL, 0) & Libc.NONBLOCK) == 0;
    }

    public void write() {
        Libc.C.write(writeEnd, buffer.address, 1);
    }

    public void read() {
        Libc.C.read(readEnd, buffer.address, 1);
    }

    /** Until a write would block. */
    public void fill() {
        Libc.C.fcntl(writeEnd, Libc.F_SETFL, Libc.NONBLOCK);
        while (Libc.C.write(writeEnd, buffer.address, 1 << 12) > 0) { }
        Libc.C.fcntl(writeEnd, Libc.F_SETFL, 0);
    }

    /** Until there is nothing to read. */
    public void drain() {
        for (int left; (left = available()) > 0; ) {
            Libc.C.read(readEnd, buffer.address, Math.min(left, 1 << 12));
        }
    }

    private int available() {
        try {
            return Libc.available(readEnd);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    public void closeWriteEnd() {
        writeEndIsOpen = false;
        Libc.C.close(writeEnd);
    }

    @Override
    public void close() {
        Libc.C.close(readEnd);
        if (writeEndIsOpen) {
            closeWriteEnd();
        }
    }
}
