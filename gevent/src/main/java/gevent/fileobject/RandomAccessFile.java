package gevent.fileobject;

import gevent.threadpool.Pools;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * A {@link java.io.RandomAccessFile} that lets other greenlets run while it waits for the disk.
 *
 * <pre>{@code
 * try (RandomAccessFile file = new RandomAccessFile("table", "rw")) {
 *     file.seek(1024);
 *     file.writeLong(42);
 * }
 * }</pre>
 *
 * <p>Threads of {@link gevent.threadpool.Pools#files} read and write the file. A greenlet killed during a call leaves
 * at once, and the call completes. On a thread without a hub, calls simply block. Any thread may use it, but all
 * threads share one position. FIFOs are refused.
 */
public class RandomAccessFile extends java.io.RandomAccessFile {
    private static final int MOST = 1 << 18;

    private final SerialOffload offload = new SerialOffload(Pools.files());

    /**
     * Opens a file.
     *
     * @param mode as for the JDK's class
     * @throws FileNotFoundException if it cannot be opened, or is a FIFO
     */
    public RandomAccessFile(String name, String mode) throws FileNotFoundException {
        this(new File(name), mode);
    }

    /**
     * Opens a file.
     *
     * @param mode as for the JDK's class
     * @throws FileNotFoundException if it cannot be opened, or is a FIFO
     */
    public RandomAccessFile(File file, String mode) throws FileNotFoundException {
        super(known(Objects.requireNonNull(file, "file"), mode), mode);
    }

    /**
     * Opens and closes the file on a pool thread first. The JDK's constructor then opens it again on this thread, when
     * the slow disk access is done.
     */
    private static File known(File file, String mode) throws FileNotFoundException {
        if (OpenFile.kindOf(file) == FileKind.FIFO) {
            throw new FileNotFoundException(file + " (Illegal seek)");
        }
        OpenFile.opened(Pools.files(), () -> {
            var opened = new java.io.RandomAccessFile(file, mode);
            opened.close();
            return opened;
        });
        return file;
    }

    @Override
    public int read() throws IOException {
        return offload.call(super::read);
    }

    @Override
    public int read(byte[] bytes) throws IOException {
        return read(bytes, 0, bytes.length);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        byte[] copy = new byte[Math.min(length, MOST)];
        int n = offload.call(() -> super.read(copy, 0, copy.length));
        System.arraycopy(copy, 0, bytes, offset, Math.max(0, n));
        return n;
    }

    @Override
    public void write(int data) throws IOException {
        write(new byte[] {(byte) data}, 0, 1);
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
        offload.run(() -> super.write(copy, 0, copy.length));
    }

    @Override
    public long length() throws IOException {
        return offload.call(super::length);
    }

    @Override
    public void setLength(long newLength) throws IOException {
        offload.run(() -> super.setLength(newLength));
    }

    @Override
    public void seek(long position) throws IOException {
        offload.run(() -> super.seek(position));
    }
}
