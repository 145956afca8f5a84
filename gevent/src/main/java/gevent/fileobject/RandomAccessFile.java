package gevent.fileobject;

import gevent.threadpool.Pools;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Objects;

/**
 * A {@link java.io.RandomAccessFile} that lets other greenlets run while the disk makes it wait.
 *
 * <pre>{@code
 * try (RandomAccessFile file = new RandomAccessFile("table", "rw")) {
 *     file.seek(1024);
 *     file.writeLong(42);
 * }
 * }</pre>
 *
 * <p>It is read and written on the threads of {@link gevent.threadpool.Pools#files}. Who is killed meanwhile leaves,
 * and what it began is done. On a thread that has no hub it just blocks. Any thread may use it, but there is one position
 * for all. FIFOs are refused.
 */
public class RandomAccessFile extends java.io.RandomAccessFile {
    private static final int MOST = 1 << 18;

    private final SerialOffload offload = new SerialOffload(Pools.files());

    /** Opens a file. @param mode as the JDK's @throws FileNotFoundException if it cannot be opened, or is a FIFO */
    public RandomAccessFile(String name, String mode) throws FileNotFoundException {
        this(new File(name), mode);
    }

    /** Opens a file. @param mode as the JDK's @throws FileNotFoundException if it cannot be opened, or is a FIFO */
    public RandomAccessFile(File file, String mode) throws FileNotFoundException {
        super(known(Objects.requireNonNull(file, "file"), mode), mode);
    }

    /** The JDK opens it in its constructor, on this thread: on another one first, so that the disk knows it then. */
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
